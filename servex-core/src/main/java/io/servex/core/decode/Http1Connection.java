package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.servex.core.decode.ResponseHeads.Persistence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1.1 connection: turns its bytes into one exchange after the other, and writes
 * their answers in order.
 *
 * <p>One exchange runs at a time. What a client pipelines behind it waits in {@link #unread}, which
 * is bounded by not reading on. Reading goes on otherwise, so that a client's leaving is seen at
 * once.
 *
 * <p><b>Threading:</b> confined to the event loop of its channel.
 */
public final class Http1Connection extends ChannelInboundHandlerAdapter implements ClientEdge {
  private static final int FIRST_COPY = 2048;
  private static final int PIPELINED_BYTES = 64 * 1024;
  private static final int SMALL_BODY = 2048;
  private static final long LINGER_NANOS = 2_000_000_000L;
  private static final long RATE_GRACE_NANOS = 5_000_000_000L;
  private static final long BYTES_PER_SECOND = 240;

  private enum State {
    HEAD,
    BODY,
    ANSWERING,
    TUNNEL,
    LINGERING,
    CLOSED
  }

  private final Worker worker;
  private final RequestHandler handler;
  private final RequestLimits limits;
  private final ConnectionTimeouts timeouts;
  private final ClientAddress resolver;
  private final ClientPeer peer;
  private final ChunkDecoder chunks = new ChunkDecoder();
  private final Timer timer = new Timer();
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf unread;
  private @Nullable DecodedRequest request;
  private @Nullable RequestBody body;
  private State state = State.HEAD;
  private int nextAttempt;
  private long bodyLeft;
  private long bodyReceived;
  private long headStarted;
  private boolean everPaused;
  private boolean anyRequest;
  private boolean paused;
  private boolean processing;
  private boolean beginning;
  private boolean responseStarted;
  private boolean responseDone;
  private boolean keepAlive;
  private boolean chunkedResponse;

  /** Makes the handler of one accepted connection. */
  public Http1Connection(
      Worker worker,
      RequestHandler handler,
      RequestLimits limits,
      ConnectionTimeouts timeouts,
      ClientAddress resolver,
      ClientPeer peer) {
    this.worker = worker;
    this.handler = handler;
    this.limits = limits;
    this.timeouts = timeouts;
    this.resolver = resolver;
    this.peer = peer;
  }

  /** Ends what takes too long. */
  private final class Timer extends DeadlineWheel.Deadline {
    @Override
    protected void expired(long nowNanos) {
      tooLate();
    }
  }

  // ---- the life of the connection

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    if (ctx.channel().isActive()) {
      opened();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    opened();
  }

  private void opened() {
    worker.opened(this);
    arm(System.nanoTime(), timeouts.firstByte());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    worker.closed(this);
    worker.deadlines().remove(timer);
    releaseUnread();
    var running = body;
    body = null;
    if (running != null && !responseDone) {
      running.clientGone();
    }
    giveBackHead();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    var running = body;
    if (running != null && !responseDone) {
      running.clientWritable(ctx.channel().isWritable());
    }
  }

  private void tooLate() {
    switch (state) {
      case HEAD -> {
        if (unread == null || !anyRequest && unread.readableBytes() == 0) {
          context().close();
        } else {
          handler.refuseLate(this);
        }
      }
      case BODY -> {
        var running = body;
        if (running != null) {
          state = State.ANSWERING;
          keepAlive = false;
          running.bodyLate();
        }
      }
      case TUNNEL, LINGERING -> context().close();
      case ANSWERING, CLOSED -> {}
    }
  }

  /** Cuts the connection and gives up what it is doing. */
  void cut() {
    var running = body;
    body = null;
    if (running != null && !responseDone) {
      running.clientGone();
    }
    abort();
  }

  /** Lets the connection end after what it is doing. */
  void drain() {
    if (state == State.HEAD && unread == null) {
      context().close();
    } else {
      keepAlive = false;
    }
  }

  // ---- bytes in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    switch (state) {
      case LINGERING, CLOSED -> bytes.release();
      case TUNNEL -> tunnelled(bytes);
      case HEAD, BODY, ANSWERING -> {
        unread = join(unread, bytes, ctx);
        process();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    var running = body;
    if (running != null && !responseDone) {
      running.readComplete();
    }
  }

  private void tunnelled(ByteBuf bytes) {
    var running = body;
    if (running == null) {
      bytes.release();
      return;
    }
    arm(System.nanoTime(), timeouts.tunnelIdle());
    running.bodyPart(bytes);
  }

  /** Appends what was read to what is left. <b>Ownership</b> of both passes to the result. */
  static ByteBuf join(@Nullable ByteBuf left, ByteBuf read, ChannelHandlerContext ctx) {
    if (left == null) {
      return read;
    }
    try {
      if (left.writableBytes() >= read.readableBytes()) {
        return left.writeBytes(read);
      }
      var joined = ctx.alloc().directBuffer((left.readableBytes() + read.readableBytes()) * 2);
      joined.writeBytes(left).writeBytes(read);
      left.release();
      return joined;
    } finally {
      read.release();
    }
  }

  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      var progress = true;
      while (progress) {
        progress =
            switch (state) {
              case HEAD -> unread != null && parseHead(unread);
              case BODY -> unread != null && !paused && feedBody(unread);
              case TUNNEL -> feedTunnel();
              case ANSWERING, LINGERING, CLOSED -> false;
            };
      }
      if (state == State.LINGERING || state == State.CLOSED) {
        releaseUnread();
      }
    } finally {
      processing = false;
    }
    limitPipelining();
  }

  private void limitPipelining() {
    var waiting = unread;
    var full = paused || waiting != null && waiting.readableBytes() > PIPELINED_BYTES;
    var config = context().channel().config();
    if (config.isAutoRead() == full) {
      config.setAutoRead(!full);
    }
  }

  private boolean feedTunnel() {
    var bytes = unread;
    unread = null;
    if (bytes != null) {
      tunnelled(bytes);
    }
    return false;
  }

  // ---- the head

  private boolean parseHead(ByteBuf bytes) {
    var readable = bytes.readableBytes();
    if (readable == 0) {
      releaseUnread();
      return false;
    }
    if (nextAttempt == 0) {
      headStarted = System.nanoTime();
      arm(headStarted, timeouts.head());
    } else if (readable < nextAttempt && bytes.getByte(bytes.writerIndex() - 1) != '\n') {
      return false;
    }
    var head = request;
    if (head == null) {
      head = worker.takeHead();
      request = head;
    }
    var length = attempt(head, bytes);
    if (length < 0) {
      refuse(worker.parser().rejection());
      return false;
    }
    if (length == 0) {
      nextAttempt = readable * 2;
      return false;
    }
    nextAttempt = 0;
    bytes.skipBytes(length);
    begin(head);
    return true;
  }

  private int attempt(DecodedRequest head, ByteBuf bytes) {
    var readable = Math.min(bytes.readableBytes(), limits.maxHeadBytes() + 1);
    var copied = Math.min(readable, FIRST_COPY);
    while (true) {
      head.fields().clear();
      head.fields().append(bytes, bytes.readerIndex(), copied);
      var length = worker.parser().parseRequest(head, copied, limits);
      if (length != 0 || copied == readable) {
        return length;
      }
      copied = Math.min(readable, copied * 4);
    }
  }

  private void refuse(@Nullable Rejection rejection) {
    keepAlive = false;
    state = State.ANSWERING;
    responseStarted = false;
    handler.refuse(rejection == null ? Rejection.MALFORMED_REQUEST_LINE : rejection, this);
  }

  private void begin(DecodedRequest head) {
    anyRequest = true;
    head.identify(
        peer.trusted() ? resolver.resolve(peer.address(), peer.text(), head.fields()) : peer.text(),
        peer.trusted() ? claimsHttps(head) : peer.secure());
    keepAlive = head.keepAlive() && !worker.draining();
    responseStarted = false;
    responseDone = false;
    chunkedResponse = false;
    everPaused = false;
    bodyReceived = 0;
    bodyLeft = head.contentLength();
    switch (head.framing()) {
      case LENGTH -> state = bodyLeft == 0 ? State.ANSWERING : State.BODY;
      case CHUNKED -> {
        chunks.reset();
        state = State.BODY;
      }
      case NONE, UNTIL_CLOSE -> state = State.ANSWERING;
    }
    if (state == State.BODY) {
      armBody(headStarted);
    } else {
      worker.deadlines().disarm(timer);
    }
    beginning = true;
    var running = handler.begin(head, this);
    beginning = false;
    body = running;
    if (state == State.ANSWERING && !responseDone) {
      running.bodyEnd(null);
    }
    settle();
  }

  private boolean claimsHttps(DecodedRequest head) {
    var field = head.fields().find(FieldId.X_FORWARDED_PROTO);
    return field < 0 ? peer.secure() : head.fields().valueEquals(field, "https");
  }

  // ---- the body

  private boolean feedBody(ByteBuf bytes) {
    var running = body;
    if (running == null || !bytes.isReadable()) {
      if (!bytes.isReadable()) {
        releaseUnread();
      }
      return false;
    }
    var head = request;
    return head != null && head.framing() == Framing.CHUNKED
        ? feedChunks(bytes, running)
        : feedLength(bytes, running);
  }

  private boolean feedLength(ByteBuf bytes, RequestBody running) {
    var readable = bytes.readableBytes();
    if (readable <= bodyLeft) {
      unread = null;
      bodyLeft -= readable;
      return deliver(bytes, bodyLeft == 0, null, running);
    }
    var part = bytes.readRetainedSlice((int) bodyLeft);
    bodyLeft = 0;
    return deliver(part, true, null, running);
  }

  private boolean feedChunks(ByteBuf bytes, RequestBody running) {
    var count = chunks.decode(bytes);
    var rejection = chunks.rejection();
    if (rejection != null) {
      releaseUnread();
      state = State.ANSWERING;
      keepAlive = false;
      running.bodyRefused(rejection);
      settle();
      return false;
    }
    ByteBuf part;
    if (bytes.isReadable()) {
      part = bytes.retainedSlice(chunks.dataStart(), count);
    } else {
      unread = null;
      part = bytes.setIndex(chunks.dataStart(), chunks.dataStart() + count);
    }
    return deliver(part, chunks.done(), chunks.trailers(), running);
  }

  private boolean deliver(
      ByteBuf part, boolean last, @Nullable HeadFields trailers, RequestBody running) {
    bodyReceived += part.readableBytes();
    if (last) {
      state = State.ANSWERING;
      worker.deadlines().disarm(timer);
    } else if (tooSlow()) {
      part.release();
      state = State.ANSWERING;
      keepAlive = false;
      running.bodyLate();
      settle();
      return false;
    } else {
      armBody(System.nanoTime());
    }
    if (part.isReadable()) {
      running.bodyPart(part);
    } else {
      part.release();
    }
    if (last && !responseDone) {
      running.bodyEnd(trailers);
    }
    settle();
    return true;
  }

  private boolean tooSlow() {
    var elapsed = System.nanoTime() - headStarted;
    return !everPaused
        && elapsed > RATE_GRACE_NANOS
        && bodyReceived < BYTES_PER_SECOND * (elapsed / 1_000_000_000L);
  }

  private void armBody(long now) {
    if (paused) {
      worker.deadlines().disarm(timer);
      return;
    }
    worker
        .deadlines()
        .arm(
            timer,
            Math.min(
                headStarted + timeouts.request().toNanos(), now + timeouts.bodyIdle().toNanos()));
  }

  @Override
  public void pause() {
    paused = true;
    everPaused = true;
    if (state == State.BODY) {
      worker.deadlines().disarm(timer);
    }
    limitPipelining();
  }

  @Override
  public void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    if (state == State.BODY) {
      armBody(System.nanoTime());
    }
    if (!processing && !beginning) {
      process();
    }
  }

  // ---- the answer

  @Override
  public void interim(DecodedResponse response) {
    var head = request;
    if (head != null && !head.isHttp10()) {
      write(headBuffer(ResponseHeads.interim(worker.out(), response), Unpooled.EMPTY_BUFFER));
      flush();
    }
  }

  @Override
  public void respond(DecodedResponse response, byte[] requestId, ByteBuf part, boolean last) {
    var head = request;
    var http10 = head != null && head.isHttp10();
    responseStarted = true;
    var unknownLength =
        response.framing() == Framing.CHUNKED || response.framing() == Framing.UNTIL_CLOSE;
    chunkedResponse = unknownLength && !http10;
    if (unknownLength && http10 || state == State.BODY) {
      keepAlive = false;
    }
    var written =
        ResponseHeads.relayed(
            worker.out(), response, requestId, chunkedResponse, persistence(http10));
    var framed = part;
    if (chunkedResponse && part.isReadable()) {
      framed = ChunkFraming.frame(part, context().alloc());
    }
    write(headBuffer(written, framed));
    if (last) {
      finishResponse(null);
    }
  }

  private Persistence persistence(boolean http10) {
    if (!keepAlive) {
      return Persistence.CLOSES;
    }
    return http10 ? Persistence.TOLD : Persistence.SILENT;
  }

  /**
   * Puts a head in front of the first bytes of a body: into the space before them where the
   * backend's own head was read, by copying them where they are few, and otherwise in a buffer of
   * its own.
   */
  private ByteBuf headBuffer(ByteWriter head, ByteBuf part) {
    var length = head.length();
    if (part.refCnt() == 1
        && part.isReadable()
        && !part.isReadOnly()
        && part.readerIndex() >= length) {
      var start = part.readerIndex() - length;
      part.setBytes(start, head.bytes(), 0, length);
      return part.readerIndex(start);
    }
    if (part.readableBytes() <= SMALL_BODY) {
      var both = context().alloc().directBuffer(length + part.readableBytes());
      both.writeBytes(head.bytes(), 0, length).writeBytes(part);
      part.release();
      return both;
    }
    write(context().alloc().directBuffer(length).writeBytes(head.bytes(), 0, length));
    return part;
  }

  @Override
  public void bodyPart(ByteBuf part, boolean last) {
    if (!part.isReadable()) {
      part.release();
    } else if (chunkedResponse) {
      write(ChunkFraming.frame(part, context().alloc()));
    } else {
      write(part);
    }
    if (last) {
      finishResponse(null);
    }
  }

  @Override
  public void end(@Nullable HeadFields trailers) {
    finishResponse(trailers);
  }

  private void finishResponse(@Nullable HeadFields trailers) {
    if (chunkedResponse) {
      write(ChunkFraming.last(trailers, context().alloc()));
    }
    responseDone = true;
    settleUnlessBusy();
  }

  @Override
  public void respond(LocalResponse response, byte[] requestId) {
    var head = request;
    var http10 = head != null && head.isHttp10();
    if (state == State.BODY || state == State.HEAD) {
      keepAlive = false;
    }
    responseStarted = true;
    var written = ResponseHeads.local(worker.out(), response, requestId, persistence(http10));
    var isHead = head != null && head.isHead();
    if (!isHead) {
      written.put(response.body());
    }
    write(
        context()
            .alloc()
            .directBuffer(written.length())
            .writeBytes(written.bytes(), 0, written.length()));
    responseDone = true;
    settleUnlessBusy();
  }

  @Override
  public void upgrade(DecodedResponse response, byte[] requestId, ByteBuf rest) {
    responseStarted = true;
    write(headBuffer(ResponseHeads.upgraded(worker.out(), response, requestId), rest));
    state = State.TUNNEL;
    keepAlive = false;
    flush();
    arm(System.nanoTime(), timeouts.tunnelIdle());
    process();
  }

  @Override
  public void tunnel(ByteBuf part) {
    arm(System.nanoTime(), timeouts.tunnelIdle());
    write(part);
  }

  @Override
  public void closeTunnel() {
    body = null;
    closeAfterWrites();
  }

  private void settleUnlessBusy() {
    if (!beginning) {
      settle();
    }
  }

  /** Goes on to the next request, or ends the connection, once an answer is complete. */
  private void settle() {
    if (!responseDone || state == State.CLOSED) {
      return;
    }
    responseDone = false;
    body = null;
    flush();
    if (!keepAlive) {
      if (state == State.ANSWERING) {
        closeAfterWrites();
      } else {
        linger();
      }
      return;
    }
    giveBackHead();
    state = State.HEAD;
    paused = false;
    arm(System.nanoTime(), timeouts.idle());
    if (worker.draining() && unread == null) {
      closeAfterWrites();
      return;
    }
    if (!processing) {
      if (unread != null) {
        process();
      } else {
        limitPipelining();
      }
    }
  }

  private void closeAfterWrites() {
    state = State.LINGERING;
    releaseUnread();
    giveBackHead();
    arm(System.nanoTime(), Duration.ofNanos(LINGER_NANOS));
    var closing =
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    assert closing != null;
  }

  /** Ends the sending side first, so that an unread body does not reset the answer away. */
  private void linger() {
    var channel = context().channel();
    state = State.LINGERING;
    if (!processing) {
      releaseUnread();
    }
    giveBackHead();
    paused = false;
    channel.config().setAutoRead(true);
    arm(System.nanoTime(), Duration.ofNanos(LINGER_NANOS));
    if (channel instanceof DuplexChannel duplex
        && channel.pipeline().get(SslHandler.class) == null) {
      var sent =
          context()
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(done -> duplex.shutdownOutput());
      assert sent != null;
    }
  }

  @Override
  public void abort() {
    var channel = context().channel();
    if (responseStarted && channel.isActive()) {
      channel.config().setOption(io.netty.channel.ChannelOption.SO_LINGER, 0);
    }
    body = null;
    channel.close();
  }

  // ---- small things

  @Override
  public Worker worker() {
    return worker;
  }

  @Override
  public ClientPeer peer() {
    return peer;
  }

  @Override
  public boolean writable() {
    return context().channel().isWritable();
  }

  @Override
  public void flush() {
    context().flush();
  }

  private void write(ByteBuf bytes) {
    var channel = context();
    channel.write(bytes, channel.voidPromise());
  }

  private void arm(long now, Duration duration) {
    worker.deadlines().arm(timer, now + duration.toNanos());
  }

  private void releaseUnread() {
    var bytes = unread;
    unread = null;
    if (bytes != null) {
      bytes.release();
    }
  }

  private void giveBackHead() {
    var head = request;
    request = null;
    nextAttempt = 0;
    if (head != null) {
      worker.giveBack(head);
    }
  }

  private ChannelHandlerContext context() {
    var known = context;
    if (known == null) {
      throw new IllegalStateException("the handler is in no pipeline");
    }
    return known;
  }

  /** The channel, for those who count and close connections. */
  public Channel channel() {
    return context().channel();
  }
}

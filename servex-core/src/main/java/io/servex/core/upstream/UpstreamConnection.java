package io.servex.core.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import io.servex.core.decode.ChunkDecoder;
import io.servex.core.decode.ChunkFraming;
import io.servex.core.decode.DeadlineWheel;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.decode.Framing;
import io.servex.core.decode.HeadFields;
import io.servex.core.decode.RequestLimits;
import io.servex.core.decode.Worker;
import io.servex.core.exchange.Exchange;
import io.servex.core.exchange.Failure;
import io.servex.core.exchange.UpstreamEdge;
import io.servex.core.select.BackendState;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to a backend: sends the request of one exchange at a time and relays what
 * comes back. A connection on which anything was out of order is closed, never used again.
 *
 * <p><b>Threading:</b> confined to the event loop of its pool.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements UpstreamEdge {
  private static final int MAX_INTERIM = 16;

  private enum State {
    IDLE,
    HEAD,
    BODY,
    TUNNEL,
    CLOSED
  }

  private final Worker worker;
  private final ConnectionPool pool;
  private final BackendState backend;
  private final ResponseHeadReader heads;
  private final @Nullable SslContext tls;
  private final ChunkDecoder chunks = new ChunkDecoder();
  private final IdleTimer timer = new IdleTimer();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Exchange exchange;
  private State state = State.IDLE;
  private Framing framing = Framing.NONE;
  private long bodyLeft;
  private int interims;
  private boolean toHead;
  private boolean keepAlive;
  private boolean chunkedRequest;
  private boolean requestEnded;
  private boolean sawBytes;
  private boolean pooled;
  private boolean reused;
  private boolean errored;

  UpstreamConnection(
      Worker worker,
      ConnectionPool pool,
      BackendState backend,
      RequestLimits limits,
      @Nullable SslContext tls) {
    this.worker = worker;
    this.pool = pool;
    this.backend = backend;
    this.heads = new ResponseHeadReader(worker, limits);
    this.tls = tls;
  }

  /** Closes a connection that waited too long. */
  private final class IdleTimer extends DeadlineWheel.Deadline {
    @Override
    protected void expired(long nowNanos) {
      if (pooled) {
        context().close();
      }
    }
  }

  BackendState backend() {
    return backend;
  }

  /** What it was secured with; null for plain text. */
  @Nullable SslContext tls() {
    return tls;
  }

  /** Whether it waits in the pool. */
  boolean waiting() {
    return pooled;
  }

  /** Breaks off what is running on it. */
  void cut() {
    errored = true;
    context().close();
  }

  boolean usable() {
    return state == State.IDLE && context().channel().isActive();
  }

  void takenFromPool() {
    pooled = false;
    worker.deadlines().disarm(timer);
  }

  // ---- the request

  @Override
  public void begin(Exchange next) {
    exchange = next;
    var request = next.request();
    var chosen = next.backend();
    if (chosen == null) {
      throw new IllegalStateException("no backend was chosen");
    }
    state = State.HEAD;
    toHead = request.isHead();
    chunkedRequest = request.framing() == Framing.CHUNKED;
    requestEnded = false;
    sawBytes = false;
    interims = 0;
    heads.begin(toHead);
    var head = RequestHeads.write(worker.out(), next, chosen);
    write(context().alloc().directBuffer(head.length()).writeBytes(head.bytes(), 0, head.length()));
  }

  @Override
  public void bodyPart(ByteBuf part) {
    if (state == State.CLOSED) {
      part.release();
    } else if (chunkedRequest && state != State.TUNNEL) {
      write(ChunkFraming.frame(part, context().alloc()));
    } else {
      write(part);
    }
  }

  @Override
  public void bodyEnd(@Nullable HeadFields trailers) {
    if (requestEnded || state == State.CLOSED) {
      return;
    }
    requestEnded = true;
    if (chunkedRequest) {
      write(ChunkFraming.last(trailers, context().alloc()));
    }
    flush();
  }

  @Override
  public void flush() {
    context().flush();
  }

  @Override
  public void cancel() {
    exchange = null;
    context().close();
  }

  @Override
  public boolean writable() {
    return context().channel().isWritable();
  }

  @Override
  public boolean reused() {
    return reused;
  }

  @Override
  public void pause() {
    context().channel().config().setAutoRead(false);
  }

  @Override
  public void resume() {
    context().channel().config().setAutoRead(true);
  }

  // ---- the connection

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    pool.add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pool.closed(this);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    var running = exchange;
    if (running != null) {
      running.upstreamWritable(ctx.channel().isWritable());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    var running = exchange;
    if (running != null) {
      running.upstreamReadComplete();
    }
  }

  /** An end without a closure alert may be anybody's: it ends no body (RFC 9112 §9.8). */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    errored |= event instanceof SslCloseCompletionEvent closure && !closure.isSuccess();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    errored = true;
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    var was = state;
    state = State.CLOSED;
    worker.deadlines().remove(timer);
    if (pooled) {
      pooled = false;
      pool.remove(this);
    }
    heads.release();
    var running = exchange;
    exchange = null;
    if (running == null) {
      return;
    }
    if (was == State.BODY && framing == Framing.UNTIL_CLOSE && !errored) {
      running.upstreamEnd(null);
      return;
    }
    running.upstreamFailed(was == State.BODY ? Failure.TRUNCATED : Failure.RESET, sawBytes);
  }

  // ---- the response

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    var running = exchange;
    if (running == null || state == State.IDLE || state == State.CLOSED) {
      bytes.release();
      ctx.close();
      return;
    }
    sawBytes = true;
    switch (state) {
      case HEAD -> {
        heads.add(bytes, ctx.alloc());
        heads(running);
      }
      case BODY -> body(bytes, running);
      case TUNNEL -> running.upstreamPart(bytes, false);
      case IDLE, CLOSED -> bytes.release();
    }
  }

  private void heads(Exchange running) {
    var response = worker.response();
    while (state == State.HEAD) {
      switch (heads.read(response)) {
        case INCOMPLETE -> {
          return;
        }
        case REFUSED -> failed(running, Failure.BAD_RESPONSE);
        case COMPLETE -> head(response, running);
      }
    }
  }

  private void head(DecodedResponse response, Exchange running) {
    if (response.status() == 101) {
      upgraded(response, running);
    } else if (response.status() < 200) {
      interim(response, running);
    } else {
      finalHead(response, heads.takeRest(), running);
    }
  }

  private void interim(DecodedResponse response, Exchange running) {
    interims++;
    if (interims > MAX_INTERIM) {
      failed(running, Failure.BAD_RESPONSE);
      return;
    }
    running.upstreamInterim(response);
  }

  private void upgraded(DecodedResponse response, Exchange running) {
    if (!running.request().askedFor(response)) {
      failed(running, Failure.BAD_RESPONSE);
      return;
    }
    state = State.TUNNEL;
    running.upstreamUpgraded(response, heads.takeRest());
  }

  private void finalHead(DecodedResponse response, ByteBuf bytes, Exchange running) {
    state = State.BODY;
    keepAlive = response.keepAlive();
    framing = response.framing();
    switch (framing) {
      case NONE -> {
        dirtyIf(bytes.isReadable());
        finished(running, response, bytes.writerIndex(bytes.readerIndex()));
      }
      case LENGTH -> {
        bodyLeft = response.contentLength();
        headWithLength(response, bytes, running);
      }
      case CHUNKED -> {
        chunks.reset();
        headWithChunks(response, bytes, running);
      }
      case UNTIL_CLOSE -> {
        keepAlive = false;
        running.upstreamHead(response, bytes, false);
      }
    }
  }

  private void headWithLength(DecodedResponse response, ByteBuf bytes, Exchange running) {
    var readable = bytes.readableBytes();
    if (readable < bodyLeft) {
      bodyLeft -= readable;
      running.upstreamHead(response, bytes, false);
      return;
    }
    dirtyIf(readable > bodyLeft);
    finished(running, response, bytes.writerIndex(bytes.readerIndex() + (int) bodyLeft));
  }

  private void headWithChunks(DecodedResponse response, ByteBuf bytes, Exchange running) {
    var part = dechunk(bytes);
    if (part == null) {
      failed(running, Failure.BAD_RESPONSE);
      return;
    }
    if (chunks.done() && noTrailers()) {
      finished(running, response, part);
      return;
    }
    running.upstreamHead(response, part, false);
    if (chunks.done() && exchange == running) {
      ended(running);
    }
  }

  private void body(ByteBuf bytes, Exchange running) {
    switch (framing) {
      case LENGTH -> {
        var readable = bytes.readableBytes();
        if (readable < bodyLeft) {
          bodyLeft -= readable;
          running.upstreamPart(bytes, false);
          return;
        }
        dirtyIf(readable > bodyLeft);
        bytes.writerIndex(bytes.readerIndex() + (int) bodyLeft);
        release();
        running.upstreamPart(bytes, true);
      }
      case CHUNKED -> chunkedBody(bytes, running);
      case UNTIL_CLOSE -> running.upstreamPart(bytes, false);
      case NONE -> bytes.release();
    }
  }

  private void chunkedBody(ByteBuf bytes, Exchange running) {
    var part = dechunk(bytes);
    if (part == null) {
      failed(running, Failure.BAD_RESPONSE);
      return;
    }
    if (chunks.done() && noTrailers()) {
      release();
      running.upstreamPart(part, true);
      return;
    }
    running.upstreamPart(part, false);
    if (chunks.done() && exchange == running) {
      ended(running);
    }
  }

  /** The data of all chunks in a buffer, in that buffer; null when they are malformed. */
  private @Nullable ByteBuf dechunk(ByteBuf bytes) {
    var count = chunks.decode(bytes);
    if (chunks.rejection() != null) {
      bytes.release();
      return null;
    }
    dirtyIf(chunks.done() && bytes.isReadable());
    return bytes.setIndex(chunks.dataStart(), chunks.dataStart() + count);
  }

  private boolean noTrailers() {
    var trailers = chunks.trailers();
    return trailers == null || trailers.count() == 0;
  }

  private void dirtyIf(boolean surplus) {
    if (surplus) {
      keepAlive = false;
    }
  }

  private void finished(Exchange running, DecodedResponse response, ByteBuf part) {
    release();
    running.upstreamHead(response, part, true);
  }

  private void ended(Exchange running) {
    release();
    running.upstreamEnd(chunks.trailers());
  }

  /** Lets go of the exchange, and goes back to the pool or closes. */
  private void release() {
    exchange = null;
    if (!keepAlive || !requestEnded || !context().channel().isActive()) {
      state = State.CLOSED;
      context().close();
      return;
    }
    state = State.IDLE;
    reused = true;
    if (!context().channel().config().isAutoRead()) {
      context().channel().config().setAutoRead(true);
    }
    pooled = pool.put(this);
    if (!pooled) {
      state = State.CLOSED;
      context().close();
      return;
    }
    worker.deadlines().arm(timer, System.nanoTime() + pool.idleNanos());
  }

  private void failed(Exchange running, Failure reason) {
    exchange = null;
    state = State.CLOSED;
    heads.release();
    context().close();
    running.upstreamFailed(reason, true);
  }

  private void write(ByteBuf bytes) {
    context().channel().write(bytes, context().channel().voidPromise());
  }

  private ChannelHandlerContext context() {
    var known = context;
    if (known == null) {
      throw new IllegalStateException("the handler is in no pipeline");
    }
    return known;
  }
}

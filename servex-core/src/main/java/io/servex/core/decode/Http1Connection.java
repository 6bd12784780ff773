package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
public final class Http1Connection extends ChannelInboundHandlerAdapter {
  private enum State {
    HEAD,
    BODY,
    ANSWERING,
    TUNNEL,
    LINGERING,
    CLOSED
  }

  private final Channel channel;
  private final Worker worker;
  private final RequestHandler handler;
  private final HeadReader heads;
  private final BodyReader bodies = new BodyReader();
  private final ClientDeadline deadline;
  private final Http1Answers answers;
  private final UnreadBytes unread = new UnreadBytes();
  private @Nullable RequestBody body;
  private State state = State.HEAD;
  private boolean paused;
  private boolean processing;
  private boolean beginning;
  private boolean responseDone;

  /** Makes the handler of one accepted connection. */
  public Http1Connection(
      Channel channel,
      Worker worker,
      RequestHandler handler,
      RequestLimits limits,
      ConnectionTimeouts timeouts,
      ClientAddress resolver,
      ClientPeer peer) {
    this.channel = channel;
    this.worker = worker;
    this.answers = new Http1Answers(this, channel, worker, peer);
    this.handler = handler;
    this.deadline = new ClientDeadline(worker.deadlines(), timeouts, this::tooLate);
    this.heads = new HeadReader(worker, limits, resolver, peer);
  }

  // ---- the life of the connection

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
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
    deadline.forFirstByte();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    worker.closed(this);
    deadline.remove();
    unread.release();
    answers.stopFile();
    giveUp();
    heads.release();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    var running = unanswered();
    if (running != null) {
      running.clientWritable(ctx.channel().isWritable());
      answers.writableAgain();
    }
    if (state == State.ANSWERING) {
      armAnswer();
    }
  }

  private void tooLate() {
    switch (state) {
      case HEAD -> {
        if (unread.isEmpty()) {
          channel.close();
        } else {
          answers.begin(null);
          handler.refuseLate(heads.refusedLine(), answers);
        }
      }
      case BODY -> {
        var running = body;
        if (running != null) {
          stopBody();
          running.bodyLate();
        }
      }
      case TUNNEL -> channel.close();
      case LINGERING -> endLate();
      case ANSWERING -> answerLate();
      case CLOSED -> {}
    }
  }

  /** The time is the client's while it has to take something before more can be sent. */
  private void armAnswer() {
    if (answers.waitForClient()) {
      deadline.forTaking();
    } else {
      deadline.disarm();
    }
  }

  private void answerLate() {
    if (answers.progress()) {
      deadline.forTaking();
    } else {
      cut();
    }
  }

  /** What was written last may take as long as the client takes some of it. */
  private void endLate() {
    if (answers.leave(deadline.idleNanos())) {
      deadline.forEnd();
    } else {
      channel.close();
    }
  }

  private void giveUp() {
    var running = unanswered();
    body = null;
    if (running != null) {
      running.clientGone();
    }
  }

  /** Who is still to answer. */
  private @Nullable RequestBody unanswered() {
    return responseDone ? null : body;
  }

  /** Cuts the connection and gives up what it is doing. */
  void cut() {
    giveUp();
    answers.abort();
  }

  /** Lets the connection end after what it is doing. */
  void drain() {
    if (state == State.HEAD && unread.isEmpty()) {
      closeAfterWrites();
    } else {
      answers.closeAfterThis();
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
        unread.add(bytes, ctx.alloc());
        process();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    var running = unanswered();
    if (running != null) {
      running.readComplete();
    }
  }

  private void tunnelled(ByteBuf bytes) {
    var running = body;
    if (running == null) {
      bytes.release();
      return;
    }
    deadline.forTunnel();
    running.bodyPart(bytes);
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
              case HEAD -> readHead();
              case BODY -> !paused && readBody();
              case TUNNEL -> readTunnel();
              case ANSWERING, LINGERING, CLOSED -> false;
            };
      }
      if (state == State.LINGERING || state == State.CLOSED) {
        unread.release();
      }
    } finally {
      processing = false;
    }
    limitPipelining();
  }

  /** Stops reading what nobody takes; the length of an unfinished head has a limit of its own. */
  private void limitPipelining() {
    var full = paused || state != State.HEAD && unread.full();
    var config = channel.config();
    if (config.isAutoRead() == full) {
      config.setAutoRead(!full);
    }
  }

  private boolean readTunnel() {
    var bytes = unread.take();
    if (bytes != null) {
      tunnelled(bytes);
    }
    return false;
  }

  // ---- the head

  private boolean readHead() {
    var bytes = unread.peek();
    if (bytes == null) {
      return false;
    }
    if (!heads.begun()) {
      heads.begin(System.nanoTime());
      deadline.forHead(heads.startedNanos());
    }
    if (!heads.read(bytes)) {
      var rejection = heads.rejection();
      if (rejection != null) {
        refuse(rejection);
      }
      return false;
    }
    begin();
    return true;
  }

  private void refuse(Rejection rejection) {
    answers.begin(null);
    handler.refuse(rejection, heads.refusedLine(), answers);
  }

  private void begin() {
    var head = heads.head();
    if (head == null) {
      return;
    }
    answers.begin(head);
    responseDone = false;
    state = bodies.begin(head, heads.startedNanos()) ? State.BODY : State.ANSWERING;
    if (state == State.BODY) {
      armBody(heads.startedNanos());
    } else {
      deadline.disarm();
    }
    beginning = true;
    var running = handler.begin(head, answers);
    beginning = false;
    body = running;
    if (state == State.ANSWERING && !responseDone) {
      running.bodyEnd(null);
    }
    settle();
  }

  // ---- the body

  private boolean readBody() {
    var running = body;
    var bytes = unread.peek();
    if (running == null || bytes == null) {
      return false;
    }
    var part = bodies.next(unread, bytes);
    if (part == null) {
      unread.release();
      stopBody();
      running.bodyRefused(bodies.rejection());
      settle();
      return false;
    }
    return deliver(part, running);
  }

  private boolean deliver(ByteBuf part, RequestBody running) {
    var last = bodies.done();
    if (last) {
      state = State.ANSWERING;
      armAnswer();
    } else {
      var now = System.nanoTime();
      if (bodies.tooSlow(now)) {
        part.release();
        stopBody();
        running.bodyLate();
        settle();
        return false;
      }
      armBody(now);
    }
    if (part.isReadable()) {
      running.bodyPart(part);
    } else {
      part.release();
    }
    if (last && !responseDone) {
      running.bodyEnd(bodies.trailers());
    }
    settle();
    return true;
  }

  private void stopBody() {
    state = State.ANSWERING;
    answers.closeAfterThis();
  }

  private void armBody(long now) {
    if (paused) {
      deadline.disarm();
      return;
    }
    deadline.forBody(heads.startedNanos() + bodies.excusedNanos(), now);
  }

  void pause() {
    if (paused) {
      return;
    }
    paused = true;
    bodies.paused(System.nanoTime());
    if (state == State.BODY) {
      deadline.disarm();
    }
    limitPipelining();
  }

  void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    var now = System.nanoTime();
    bodies.resumed(now);
    if (state == State.BODY) {
      armBody(now);
    }
    if (!processing && !beginning) {
      process();
    }
  }

  // ---- the answer

  /** Whether a part of the request, or of its head, is still to come. */
  boolean requestUnfinished() {
    return state == State.BODY || state == State.HEAD;
  }

  void upgraded() {
    state = State.TUNNEL;
    deadline.forTunnel();
    process();
  }

  void tunnelUsed() {
    deadline.forTunnel();
  }

  void closeTunnel() {
    body = null;
    closeAfterWrites();
  }

  /** The body of an answer comes out of a file; the client must keep taking it. */
  void sendingFile() {
    deadline.forTaking();
  }

  /** An answer is complete. */
  void answered() {
    responseDone = true;
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
    channel.flush();
    if (!answers.keepAlive()) {
      if (state == State.ANSWERING) {
        closeAfterWrites();
      } else {
        linger();
      }
      return;
    }
    heads.release();
    state = State.HEAD;
    paused = false;
    deadline.forNextRequest();
    if (worker.draining() && unread.isEmpty()) {
      closeAfterWrites();
      return;
    }
    if (!processing) {
      if (!unread.isEmpty()) {
        process();
      } else {
        limitPipelining();
      }
    }
  }

  private void closeAfterWrites() {
    state = State.LINGERING;
    unread.release();
    heads.release();
    ConnectionEnd.afterWrites(channel);
    answers.last();
    deadline.forEnd();
  }

  private void linger() {
    state = State.LINGERING;
    if (!processing) {
      unread.release();
    }
    heads.release();
    paused = false;
    ConnectionEnd.lingering(channel);
    answers.last();
    deadline.forEnd();
  }

  /** The answer was given up, and the connection with it. */
  void abort() {
    body = null;
  }
}

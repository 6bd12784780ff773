package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.servex.core.decode.ResponseHeads.Persistence;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one client's HTTP/1.1 connection, as exchanges give them: one after the other, and
 * each followed by the end of the connection where its framing, or the request's, demands it.
 *
 * <p><b>Threading:</b> confined to the event loop of its channel.
 */
final class Http1Answers implements ClientEdge, FileSender.Listener {
  private final Http1Connection connection;
  private final Channel channel;
  private final Worker worker;
  private final ClientPeer peer;
  private final AnswerWriter writer;
  private final Taking taking;
  private @Nullable DecodedRequest request;
  private boolean keepAlive;
  private @Nullable FileSender sender;
  private boolean begun;

  Http1Answers(Http1Connection connection, Channel channel, Worker worker, ClientPeer peer) {
    this.connection = connection;
    this.channel = channel;
    this.worker = worker;
    this.peer = peer;
    this.writer = new AnswerWriter(channel, worker.out());
    this.taking = new Taking(channel);
  }

  /** Begins the answer to a request; null for bytes that are none. */
  void begin(@Nullable DecodedRequest head) {
    request = head;
    begun = false;
    keepAlive = head != null && head.keepAlive() && worker.keepsConnections();
  }

  /** Makes this answer the last of its connection. */
  void closeAfterThis() {
    keepAlive = false;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  @Override
  public void tee(HeadTee tee) {
    writer.tee(tee);
  }

  @Override
  public void proceed() {
    if (!http10()) {
      writer.proceed();
      channel.flush();
    }
  }

  @Override
  public void interim(DecodedResponse response) {
    if (!http10()) {
      writer.interim(response);
      channel.flush();
    }
  }

  @Override
  public void respond(DecodedResponse response, byte[] requestId, ByteBuf part, boolean last) {
    begun = true;
    var http10 = http10();
    if (http10 && AnswerWriter.lengthUnknown(response) || connection.requestUnfinished()) {
      keepAlive = false;
    }
    writer.head(response, requestId, http10, persistence(http10), part);
    if (last) {
      end(null);
    }
  }

  @Override
  public void bodyPart(ByteBuf part, boolean last) {
    writer.part(part);
    if (last) {
      end(null);
    }
  }

  @Override
  public void end(@Nullable HeadFields trailers) {
    writer.end(trailers);
    connection.answered();
  }

  @Override
  public void respond(LocalResponse response, byte[] requestId) {
    begun = true;
    if (connection.requestUnfinished()) {
      keepAlive = false;
    }
    var head = request;
    var withoutBody = head != null && head.isHead();
    var file = response.file();
    if (file != null && !withoutBody && response.length() != 0) {
      send(response, file, requestId);
      return;
    }
    writer.local(response, requestId, persistence(http10()), withoutBody);
    if (file != null) {
      file.sent(0);
    }
    connection.answered();
  }

  private void send(LocalResponse response, LocalFile file, byte[] requestId) {
    var http10 = http10();
    var chunked = response.length() < 0 && !http10;
    if (response.length() < 0 && http10) {
      keepAlive = false;
    }
    writer.localHead(response, requestId, chunked, persistence(http10));
    var sending = new FileSender(channel, file, chunked, this);
    sender = sending;
    connection.sendingFile();
    sending.begin(!peer.secure());
  }

  @Override
  public void fileSent(LocalFile file, long bytes) {
    sender = null;
    file.sent(bytes);
    connection.answered();
  }

  @Override
  public void fileBroken() {
    sender = null;
    connection.cut();
  }

  /** Goes on with a file for which there was no room. */
  void writableAgain() {
    var sending = sender;
    if (sending != null) {
      sending.next();
    }
  }

  /** Whether more can be sent only when the client has taken something; watches that it does. */
  boolean waitForClient() {
    var waits = sender != null || !channel.isWritable();
    if (waits) {
      taking.begin(System.nanoTime());
    }
    return waits;
  }

  /** Whether the client took something of the answer since this was asked before. */
  boolean progress() {
    var sending = sender;
    return sending == null ? taking.stalledNanos(System.nanoTime()) == 0 : sending.progressed();
  }

  /** What is written now is the last of the connection; watches that the client takes it. */
  void last() {
    taking.begin(System.nanoTime());
  }

  /** Whether some of what was written last is still here, and the client takes it in time. */
  boolean leave(long idleNanos) {
    return !taking.done() && taking.stalledNanos(System.nanoTime()) <= idleNanos;
  }

  /** Lets go of a file that nobody takes any more. */
  void stopFile() {
    var sending = sender;
    sender = null;
    if (sending != null) {
      sending.stop();
    }
  }

  @Override
  public void upgrade(DecodedResponse response, byte[] requestId, ByteBuf rest) {
    begun = true;
    keepAlive = false;
    writer.upgraded(response, requestId, rest);
    channel.flush();
    connection.upgraded();
  }

  @Override
  public void tunnel(ByteBuf part) {
    connection.tunnelUsed();
    writer.write(part);
  }

  @Override
  public void closeTunnel() {
    connection.closeTunnel();
  }

  @Override
  public void abort() {
    connection.abort();
    ConnectionEnd.cut(channel, begun);
  }

  private boolean http10() {
    var head = request;
    return head != null && head.isHttp10();
  }

  private Persistence persistence(boolean http10) {
    if (!keepAlive) {
      return Persistence.CLOSES;
    }
    return http10 ? Persistence.TOLD : Persistence.SILENT;
  }

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
    return channel.isWritable();
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public void pause() {
    connection.pause();
  }

  @Override
  public void resume() {
    connection.resume();
  }
}

package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the heads of requests out of the bytes of a connection, one at a time.
 *
 * <p>A head that comes in many parts is looked at anew each time the bytes have doubled, or when
 * they end with a line feed, so that a slow sender costs no more than a quick one.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection.
 */
final class HeadReader {
  private static final int FIRST_COPY = 2048;

  private final Worker worker;
  private final RequestLimits limits;
  private final ClientAddress resolver;
  private final ClientPeer peer;
  private @Nullable DecodedRequest head;
  private int nextAttempt;
  private long started;

  HeadReader(Worker worker, RequestLimits limits, ClientAddress resolver, ClientPeer peer) {
    this.worker = worker;
    this.limits = limits;
    this.resolver = resolver;
    this.peer = peer;
  }

  /** Whether the bytes of a head have begun to come. */
  boolean begun() {
    return nextAttempt != 0;
  }

  /** When the first byte of the head came, in the time of {@link System#nanoTime()}. */
  long startedNanos() {
    return started;
  }

  /** Marks the arrival of a head's first byte. */
  void begin(long nowNanos) {
    started = nowNanos;
    nextAttempt = 1;
  }

  /**
   * Takes a head, once it is complete.
   *
   * @param bytes what was read, at least one byte; those of a complete head are skipped
   * @return whether {@link #head()} is complete; if not, {@link #rejection()} says whether it ever
   *     will be
   */
  boolean read(ByteBuf bytes) {
    var readable = bytes.readableBytes();
    if (readable < nextAttempt && bytes.getByte(bytes.writerIndex() - 1) != '\n') {
      return false;
    }
    var into = head;
    if (into == null) {
      into = worker.takeHead();
      head = into;
    }
    var length = attempt(into, bytes);
    if (length <= 0) {
      nextAttempt = length < 0 ? -1 : readable * 2;
      return false;
    }
    nextAttempt = 0;
    bytes.skipBytes(length);
    identify(into);
    return true;
  }

  private int attempt(DecodedRequest into, ByteBuf bytes) {
    var readable = Math.min(bytes.readableBytes(), limits.maxHeadBytes() + 1);
    var copied = Math.min(readable, FIRST_COPY);
    while (true) {
      into.fields().clear();
      into.fields().append(bytes, bytes.readerIndex(), copied);
      var length = worker.parser().parseRequest(into, copied, limits);
      if (length != 0 || copied == readable) {
        return length;
      }
      copied = Math.min(readable, copied * 4);
    }
  }

  private void identify(DecodedRequest request) {
    if (!peer.trusted()) {
      request.identify(peer.text(), peer.secure());
      return;
    }
    var claim = request.fields().find(FieldId.X_FORWARDED_PROTO);
    request.identify(
        resolver.resolve(peer.address(), peer.text(), request.fields()),
        claim < 0 ? peer.secure() : request.fields().valueEquals(claim, "https"));
  }

  /** Why the bytes are no acceptable head; null when nothing is wrong with them so far. */
  @Nullable Rejection rejection() {
    if (nextAttempt >= 0) {
      return null;
    }
    var reason = worker.parser().rejection();
    return reason == null ? Rejection.MALFORMED_REQUEST_LINE : reason;
  }

  /** The head that is being read or answered; null between two requests. */
  @Nullable DecodedRequest head() {
    return head;
  }

  /** Gives the head back once its request is answered. */
  void release() {
    var done = head;
    head = null;
    nextAttempt = 0;
    if (done != null) {
      worker.giveBack(done);
    }
  }
}

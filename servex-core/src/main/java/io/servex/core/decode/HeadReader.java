package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the heads of requests out of the bytes of a connection, one at a time.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection.
 */
final class HeadReader {
  private static final int FIRST_COPY = 2048;

  private final Worker worker;
  private final RequestLimits limits;
  private final ClientAddress resolver;
  private final ClientPeer peer;
  private final PartialHead partial;
  private @Nullable DecodedRequest head;
  private boolean begun;
  private boolean refused;
  private long started;

  HeadReader(Worker worker, RequestLimits limits, ClientAddress resolver, ClientPeer peer) {
    this.worker = worker;
    this.limits = limits;
    this.resolver = resolver;
    this.peer = peer;
    this.partial = new PartialHead(limits);
  }

  /** Whether the bytes of a head have begun to come. */
  boolean begun() {
    return begun;
  }

  /** When the first byte of the head came, in the time of {@link System#nanoTime()}. */
  long startedNanos() {
    return started;
  }

  /** Marks the arrival of a head's first byte. */
  void begin(long nowNanos) {
    started = nowNanos;
    begun = true;
    partial.reset();
  }

  /**
   * Takes a head, once it is complete.
   *
   * @param bytes what was read, at least one byte; those of a complete head are skipped
   * @return whether {@link #head()} is complete; if not, {@link #rejection()} says whether it ever
   *     will be
   */
  boolean read(ByteBuf bytes) {
    if (!partial.worthALook(bytes)) {
      return false;
    }
    var into = head;
    if (into == null) {
      into = worker.takeHead();
      head = into;
    }
    var length = attempt(into, bytes);
    if (length <= 0) {
      refused = length < 0;
      partial.incomplete();
      return false;
    }
    begun = false;
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
      request.identify(peer, peer.text(), peer.secure());
      return;
    }
    var claim = request.fields().findOnly(FieldId.X_FORWARDED_PROTO);
    request.identify(
        peer,
        resolver.resolve(peer.address(), peer.text(), request.fields()),
        claim < 0 ? peer.secure() : request.fields().valueEquals(claim, "https"));
  }

  /** Why the bytes are no acceptable head; null when nothing is wrong with them so far. */
  @Nullable Rejection rejection() {
    if (!refused) {
      return null;
    }
    var reason = worker.parser().rejection();
    return reason == null ? Rejection.MALFORMED_REQUEST_LINE : reason;
  }

  /** How the bytes begin that are no acceptable head, or none yet. */
  RefusedLine refusedLine() {
    var bytes = head;
    return bytes == null
        ? RefusedLine.none()
        : RefusedLine.of(bytes.fields.bytes, bytes.fields.length);
  }

  /** The head that is being read or answered; null between two requests. */
  @Nullable DecodedRequest head() {
    return head;
  }

  /** Gives the head back once its request is answered. */
  void release() {
    var done = head;
    head = null;
    begun = false;
    if (done != null) {
      worker.giveBack(done);
    }
  }
}

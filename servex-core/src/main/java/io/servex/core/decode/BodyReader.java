package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of a request out of the bytes of its connection, and watches that it comes fast
 * enough.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection.
 */
final class BodyReader {
  private static final long RATE_GRACE_NANOS = 5_000_000_000L;
  private static final long BYTES_PER_SECOND = 240;
  private static final long SECOND = 1_000_000_000L;

  private final ChunkDecoder chunks = new ChunkDecoder();
  private Framing framing = Framing.NONE;
  private long left;
  private long received;
  private long started;
  private long pausedAt;
  private long excusedNanos;

  /**
   * Begins a body.
   *
   * @param head the request
   * @param startedNanos when its first byte came
   * @return whether any byte of it is still to come
   */
  boolean begin(DecodedRequest head, long startedNanos) {
    framing = head.framing();
    left = head.contentLength();
    received = 0;
    started = startedNanos;
    pausedAt = 0;
    excusedNanos = 0;
    return switch (framing) {
      case LENGTH -> left > 0;
      case CHUNKED -> {
        chunks.reset();
        yield true;
      }
      case NONE, UNTIL_CLOSE -> false;
    };
  }

  /**
   * Takes the next part, possibly an empty one; null when the framing is malformed.
   *
   * @param unread where at least one byte is; the part is taken out of it
   * @param bytes what it holds
   */
  @Nullable ByteBuf next(UnreadBytes unread, ByteBuf bytes) {
    var part = framing == Framing.CHUNKED ? chunk(unread, bytes) : upToLength(unread, bytes);
    if (part != null) {
      received += part.readableBytes();
    }
    return part;
  }

  private @Nullable ByteBuf upToLength(UnreadBytes unread, ByteBuf bytes) {
    var readable = bytes.readableBytes();
    if (readable <= left) {
      left -= readable;
      return unread.take();
    }
    var part = bytes.readRetainedSlice((int) left);
    left = 0;
    return part;
  }

  private @Nullable ByteBuf chunk(UnreadBytes unread, ByteBuf bytes) {
    var count = chunks.decode(bytes);
    if (chunks.rejection() != null) {
      return null;
    }
    if (bytes.isReadable()) {
      return bytes.retainedSlice(chunks.dataStart(), count);
    }
    unread.take();
    return bytes.setIndex(chunks.dataStart(), chunks.dataStart() + count);
  }

  /** Whether the body is complete. */
  boolean done() {
    return framing == Framing.CHUNKED ? chunks.done() : left == 0;
  }

  /** What was wrong with the framing. */
  Rejection rejection() {
    var reason = chunks.rejection();
    return reason == null ? Rejection.BAD_CHUNK : reason;
  }

  @Nullable HeadFields trailers() {
    return framing == Framing.CHUNKED ? chunks.trailers() : null;
  }

  /** The client is kept from sending. */
  void paused(long nowNanos) {
    pausedAt = nowNanos;
  }

  /** The client may send again; the time until now is not its fault. */
  void resumed(long nowNanos) {
    excusedNanos += nowNanos - pausedAt;
  }

  /** For how long the client was kept from sending so far. */
  long excusedNanos() {
    return excusedNanos;
  }

  /** Whether the client sends so slowly that it holds the connection for its own sake. */
  boolean tooSlow(long nowNanos) {
    var elapsed = nowNanos - started - excusedNanos;
    return elapsed > RATE_GRACE_NANOS && received < BYTES_PER_SECOND * (elapsed / SECOND);
  }
}

package io.servex.core.exchange;

import io.netty.buffer.ByteBuf;
import io.servex.api.capture.CapturedMessage;
import io.servex.api.capture.Tap;

/**
 * The first bytes of a body, copied while it streams past, and how long it was.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class BodyCopy {
  private static final byte[] NOTHING = {};

  private final Tap tap;
  private byte[] bytes = NOTHING;
  private int kept;
  private long size;

  BodyCopy(Tap tap) {
    this.tap = tap;
  }

  /**
   * Copies what may be kept of a part; the part stays as it is.
   *
   * @param expected the length of the whole body where it is known, else anything less
   * @return whether there was room for it
   */
  boolean add(ByteBuf part, long expected) {
    var count = take(part.readableBytes(), expected);
    if (count > 0) {
      part.getBytes(part.readerIndex(), bytes, kept, count);
      kept += count;
    }
    return count >= 0;
  }

  /** Copies what may be kept of a body that is here as a whole. */
  boolean add(byte[] body) {
    var count = take(body.length, body.length);
    if (count > 0) {
      System.arraycopy(body, 0, bytes, kept, count);
      kept += count;
    }
    return count >= 0;
  }

  /** Makes room for what may be kept of so many bytes; -1 when there is none to be had. */
  private int take(int more, long expected) {
    size += more;
    var count = Math.min(more, tap.bodyLimit() - kept);
    var needed = kept + count;
    if (needed > bytes.length) {
      var wanted = Math.max(Math.max(expected, needed), bytes.length * 2L);
      var capacity = (int) Math.min(wanted, tap.bodyLimit());
      if (!tap.reserve(capacity - bytes.length)) {
        return -1;
      }
      bytes = java.util.Arrays.copyOf(bytes, capacity);
    }
    return count;
  }

  /** What was reserved for the copy. */
  int reserved() {
    return bytes.length;
  }

  /** Lets go of what was kept. */
  void forget() {
    bytes = NOTHING;
    kept = 0;
  }

  CapturedMessage behind(byte[] head) {
    return new CapturedMessage(head, bytes, kept, size, tap.bodyLimit() > 0 && size > kept);
  }
}

package io.servex.core.decode;

import io.netty.buffer.ByteBuf;

/**
 * Says when a head that comes in many parts is worth another look: when a line has ended since the
 * last one, or when the bytes have doubled. So a slow sender costs no more than a quick one, and a
 * head is found whatever comes behind it in the same part.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection.
 */
public final class PartialHead {
  private final int limit;
  private int seen;
  private int enough;

  /** Begins with heads of at most so many bytes; a longer one is looked at as soon as it is. */
  public PartialHead(RequestLimits limits) {
    limit = limits.maxHeadBytes();
  }

  /** Begins a head. */
  public void reset() {
    seen = 0;
    enough = 0;
  }

  /** Whether the head may be complete, or refused, in the bytes that are there now. */
  public boolean worthALook(ByteBuf bytes) {
    var readable = bytes.readableBytes();
    var start = bytes.readerIndex();
    var worth =
        readable >= enough || bytes.indexOf(start + seen, start + readable, (byte) '\n') >= 0;
    seen = readable;
    return worth;
  }

  /** The bytes that were looked at are the beginning of a head. */
  public void incomplete() {
    enough = Math.max(seen + 1, Math.min(seen * 2, limit + 1));
  }
}

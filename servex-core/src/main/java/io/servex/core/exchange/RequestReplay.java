package io.servex.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Arrays;

/**
 * What was sent of a body, kept to be sent again, up to a bound. A body that grows beyond the bound
 * is let go of, and cannot be sent again.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class RequestReplay {
  private static final byte[] NOTHING = {};

  private final int limit;
  private byte[] bytes = NOTHING;
  private int kept;
  private boolean tooLong;

  RequestReplay(int limit) {
    this.limit = limit;
  }

  /** Keeps a copy of a part, which stays as it is. */
  void add(ByteBuf part) {
    var more = part.readableBytes();
    if (tooLong || more > limit - kept) {
      forget();
      tooLong = true;
      return;
    }
    if (kept + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(kept + more, 2 * bytes.length)));
    }
    part.getBytes(part.readerIndex(), bytes, kept, more);
    kept += more;
  }

  /** Whether everything that came is still here. */
  boolean complete() {
    return !tooLong;
  }

  /** All of it once more. <b>Ownership</b> passes to the caller. */
  ByteBuf again() {
    return PooledByteBufAllocator.DEFAULT
        .directBuffer(Math.max(1, kept))
        .writeBytes(bytes, 0, kept);
  }

  /** Lets go of what was kept. */
  void forget() {
    bytes = NOTHING;
    kept = 0;
  }
}

package io.servex.core.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Leaves some room before what is read, so that a longer head can be written in front of a body
 * without moving the body or adding a buffer. No buffer is larger than what the allocator keeps in
 * its thread-local cache: one that is costs the kernel fresh pages on every read.
 */
@SuppressWarnings("deprecation")
final class HeadroomReceiveAllocator implements RecvByteBufAllocator {
  private static final int HEADROOM = 256;
  private static final int MINIMUM = 512;
  private static final int INITIAL = 2048;
  private static final int MAXIMUM = 32 * 1024;

  private final AdaptiveRecvByteBufAllocator sizes =
      new AdaptiveRecvByteBufAllocator(MINIMUM, INITIAL, MAXIMUM);

  @Override
  public Handle newHandle() {
    return new HeadroomHandle((ExtendedHandle) sizes.newHandle());
  }

  private static final class HeadroomHandle extends DelegatingHandle implements ExtendedHandle {
    private final ExtendedHandle sizes;

    HeadroomHandle(ExtendedHandle sizes) {
      super(sizes);
      this.sizes = sizes;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      var capacity = Math.min(sizes.guess() + HEADROOM, MAXIMUM);
      return allocator.ioBuffer(capacity).setIndex(HEADROOM, HEADROOM);
    }

    @Override
    public boolean continueReading(io.netty.util.UncheckedBooleanSupplier maybeMoreDataSupplier) {
      return sizes.continueReading(maybeMoreDataSupplier);
    }
  }
}

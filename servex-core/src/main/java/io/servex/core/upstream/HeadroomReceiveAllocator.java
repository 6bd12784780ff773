package io.servex.core.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Chooses the buffers that responses are read into: small ones for small responses, so that a slow
 * client cannot make few bytes hold much memory, and large ones as soon as a small one was filled.
 *
 * <p>Each begins with some room, so that a longer head can be written in front of a body without
 * moving the body or adding a buffer. None is larger than what the allocator keeps in its
 * thread-local cache: one that is costs the kernel fresh pages on every read.
 */
@SuppressWarnings("deprecation")
final class HeadroomReceiveAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int HEADROOM = 256;
  private static final int SMALL = 4 * 1024;
  private static final int LARGE = 32 * 1024;

  @Override
  public Handle newHandle() {
    return new HeadroomHandle();
  }

  private final class HeadroomHandle extends MaxMessageHandle {
    private boolean large;

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return allocator.ioBuffer(guess() + HEADROOM).setIndex(HEADROOM, HEADROOM);
    }

    @Override
    public int guess() {
      return (large ? LARGE : SMALL) - HEADROOM;
    }

    @Override
    public void lastBytesRead(int bytes) {
      if (bytes == attemptedBytesRead()) {
        large = true;
      } else if (bytes > 0 && bytes < SMALL / 2) {
        large = false;
      }
      super.lastBytesRead(bytes);
    }
  }
}

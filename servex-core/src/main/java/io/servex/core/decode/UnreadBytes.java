package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection that were read and not yet understood.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection.
 */
public final class UnreadBytes {
  private static final int PIPELINED_BYTES = 64 * 1024;

  private @Nullable ByteBuf bytes;

  /** Appends what was read. <b>Ownership</b> passes here. */
  public void add(ByteBuf read, ByteBufAllocator allocator) {
    bytes = join(bytes, read, allocator);
  }

  private static ByteBuf join(@Nullable ByteBuf left, ByteBuf read, ByteBufAllocator allocator) {
    if (left == null) {
      return read;
    }
    try {
      if (left.writableBytes() >= read.readableBytes()) {
        return left.writeBytes(read);
      }
      var joined = allocator.directBuffer((left.readableBytes() + read.readableBytes()) * 2);
      joined.writeBytes(left).writeBytes(read);
      left.release();
      return joined;
    } finally {
      read.release();
    }
  }

  /** The bytes, at least one; null when there is none. They stay here. */
  public @Nullable ByteBuf peek() {
    var held = bytes;
    if (held != null && !held.isReadable()) {
      release();
      return null;
    }
    return held;
  }

  /** Gives the buffer away. <b>Ownership</b> passes to the caller. */
  public @Nullable ByteBuf take() {
    var held = bytes;
    bytes = null;
    return held;
  }

  boolean isEmpty() {
    return bytes == null;
  }

  /** Whether a client that pipelines should wait. */
  boolean full() {
    return bytes != null && bytes.readableBytes() > PIPELINED_BYTES;
  }

  /** Lets go of them. */
  public void release() {
    var held = take();
    if (held != null) {
      held.release();
    }
  }
}

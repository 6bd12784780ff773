package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the body of an answer out of a file. Without TLS and without a transformation the kernel
 * moves the bytes from the file to the socket, a piece at a time: where the file is not in memory
 * the event loop waits for the disk meanwhile, and others have their turn between two pieces.
 * Otherwise a block is read at a time, on a thread of its own, since reading a file blocks; the
 * next one when the client has room for it.
 *
 * <p><b>Threading:</b> confined to the event loop of its channel.
 */
final class FileSender {
  private static final int BLOCK = 64 * 1024;

  /**
   * Long enough that a turn costs nothing, and short enough that a slow disk delays nobody long.
   */
  static final int PIECE = 512 * 1024;

  private final Channel channel;
  private final LocalFile file;
  private final boolean chunked;
  private final Listener listener;
  private @Nullable Piece piece;
  private boolean direct;
  private long position;
  private long written;
  private long seen;
  private boolean reading;
  private boolean allRead;
  private boolean over;

  /** Learns how it ended; called once, on the event loop. */
  interface Listener {
    /** All of it was written. */
    void fileSent(LocalFile file, long bytes);

    /** The rest cannot be sent. */
    void fileBroken();
  }

  /**
   * Prepares to send.
   *
   * @param file closed by this, unless all of it was sent
   * @param chunked whether parts are framed as chunks
   */
  FileSender(Channel channel, LocalFile file, boolean chunked, Listener listener) {
    this.channel = channel;
    this.file = file;
    this.chunked = chunked;
    this.listener = listener;
  }

  /** A part of the file, which stays open when the part is sent. */
  private static final class Piece extends DefaultFileRegion {
    Piece(LocalFile file, long from, long length) {
      super(file.channel(), file.offset() + from, length);
    }

    @Override
    protected void deallocate() {}
  }

  /**
   * Begins.
   *
   * @param plain whether bytes may go from the file to the socket as they are
   */
  void begin(boolean plain) {
    direct = plain && file.transformation() == null;
    if (direct) {
      nextPiece();
    } else {
      next();
    }
  }

  private void nextPiece() {
    if (over) {
      return;
    }
    var length = Math.min(PIECE, file.size() - position);
    var next = new Piece(file, position, length);
    piece = next;
    channel.writeAndFlush(next).addListener(done -> pieceWritten(done.isSuccess(), length));
  }

  private void pieceWritten(boolean whole, long length) {
    if (over) {
      return;
    }
    if (!whole) {
      broken();
      return;
    }
    piece = null;
    position += length;
    if (position == file.size()) {
      sent(position);
    } else {
      channel.eventLoop().execute(this::nextPiece);
    }
  }

  /** Sends the next block if the client has room for it. */
  void next() {
    if (reading || over || direct || allRead || !channel.isWritable()) {
      return;
    }
    reading = true;
    var size = (int) Math.min(BLOCK, file.size() - position);
    var block = channel.alloc().directBuffer(Math.max(1, size));
    var from = position;
    var thread = Thread.ofVirtual().name("servex-file").start(() -> read(block, size, from));
    assert thread.isVirtual();
  }

  private void read(ByteBuf block, int size, long from) {
    var whole = false;
    try {
      file.read(block.nioBuffer(0, size), from);
      whole = true;
    } catch (IOException e) {
      assert e != null;
    } finally {
      hand(block.writerIndex(size), whole);
    }
  }

  private void hand(ByteBuf block, boolean whole) {
    try {
      channel.eventLoop().execute(() -> blockRead(block, whole));
    } catch (RejectedExecutionException e) {
      // The gateway has stopped, and nobody else will let go of these.
      block.release();
      file.close();
    }
  }

  private void blockRead(ByteBuf block, boolean whole) {
    reading = false;
    if (over) {
      block.release();
      file.close();
      return;
    }
    if (!whole) {
      block.release();
      broken();
      return;
    }
    position += block.readableBytes();
    allRead = position == file.size();
    var bytes = transformed(block, allRead);
    if (bytes == null) {
      broken();
    } else {
      write(bytes, allRead);
      next();
    }
  }

  private @Nullable ByteBuf transformed(ByteBuf block, boolean last) {
    var through = file.transformation();
    if (through == null) {
      return block;
    }
    try {
      return through.transform(block, last);
    } catch (Throwable e) {
      assert e != null : "whoever made the transformation has heard of it";
      return null;
    }
  }

  private void write(ByteBuf bytes, boolean last) {
    var count = bytes.readableBytes();
    var framed = chunked && count > 0 ? ChunkFraming.frame(bytes, channel.alloc()) : bytes;
    var writing = channel.writeAndFlush(framed);
    if (last && chunked) {
      writing = channel.writeAndFlush(ChunkFraming.last(null, channel.alloc()));
    }
    writing.addListener((ChannelFuture done) -> {
      if (!over && !done.isSuccess()) {
        broken();
      } else {
        written += count;
        if (!over && last) {
          sent(written);
        }
      }
    });
  }

  /** Whether the client took a byte since this was asked before. */
  boolean progressed() {
    var sending = piece;
    var now = direct ? position + (sending == null ? 0 : sending.transferred()) : written;
    var more = now > seen;
    seen = now;
    return more;
  }

  private void sent(long bytes) {
    over = true;
    listener.fileSent(file, bytes);
  }

  private void broken() {
    stop();
    listener.fileBroken();
  }

  /** Sends nothing more. */
  void stop() {
    if (!over) {
      over = true;
      if (!reading) {
        file.close();
      }
    }
  }
}

package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import io.servex.api.filter.FileBody;
import io.servex.api.filter.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of an open file on its way to a client, perhaps through a transformation. Whoever holds it
 * last closes it.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange, but for {@link #read}, which
 * blocks and is called by one thread at a time.
 */
public final class LocalFile implements AutoCloseable {
  private final FileBody part;
  private @Nullable Transformation transformation;
  private LongConsumer sent = _ -> {};
  private boolean closed;

  /** What a body passes through; what it throws breaks the body off. */
  public interface Transformation extends AutoCloseable {
    /**
     * Takes a part. <b>Ownership</b> passes, and that of the result back.
     *
     * @param last whether the body ends with it
     */
    ByteBuf transform(ByteBuf bytes, boolean last);

    @Override
    void close();
  }

  LocalFile(FileBody part) {
    this.part = part;
  }

  /** Lets the body pass through something, which is closed with this. */
  public void through(Transformation next) {
    transformation = next;
  }

  @Nullable Transformation transformation() {
    return transformation;
  }

  /** The length of the body; -1 when it shows only at its end. */
  public long length() {
    return transformation == null ? part.length() : -1;
  }

  /** Calls somebody, once, with the bytes of the body when all of it was sent. */
  public void whenSent(LongConsumer listener) {
    sent = listener;
  }

  /** All of it was sent. */
  void sent(long bytes) {
    close();
    sent.accept(bytes);
  }

  FileChannel channel() {
    return part.file();
  }

  long offset() {
    return part.offset();
  }

  /** The bytes that the part has, whatever becomes of them. */
  long size() {
    return part.length();
  }

  /**
   * Fills a buffer from a place in the part; blocks.
   *
   * @throws IOException if the file is shorter, or cannot be read
   */
  void read(ByteBuffer into, long from) throws IOException {
    var at = part.offset() + from;
    while (into.hasRemaining()) {
      var count = part.file().read(into, at);
      if (count < 0) {
        throw new IOException("the file became shorter");
      }
      at += count;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    var through = transformation;
    if (through != null) {
      through.close();
    }
    close(part);
  }

  /** Closes the file of an answer that is not given, if it has one. */
  public static void drop(Response response) {
    var unsent = response.file();
    if (unsent != null) {
      close(unsent);
    }
  }

  static void close(FileBody part) {
    try {
      part.file().close();
    } catch (IOException e) {
      assert e != null : "a file that was only read from closes";
    }
  }
}

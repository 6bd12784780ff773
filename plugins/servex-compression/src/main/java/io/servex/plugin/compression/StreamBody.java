package io.servex.plugin.compression;

import io.servex.api.filter.BodyTransformer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Compresses one body by a library that writes to a stream.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class StreamBody implements BodyTransformer {
  private static final int BLOCK = 8192;

  private final Sink sink = new Sink();
  private final OutputStream encoder;
  private final boolean flushes;
  private final byte[] block = new byte[BLOCK];
  private boolean pending;
  private boolean ended;

  /** Opens what compresses. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens it.
     *
     * @param sink where the result goes
     * @return frees what it holds when it is closed
     */
    OutputStream open(OutputStream sink) throws IOException;
  }

  /** Hands on what comes during a call; what comes later, nobody wants any more. */
  private static final class Sink extends OutputStream {
    private @Nullable Out out;

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (out != null) {
        out.write(bytes, offset, length);
      }
    }
  }

  /**
   * Compresses one body.
   *
   * @param opener makes what compresses
   * @param flushes whether the client gets what is there whenever the backend pauses
   */
  StreamBody(Opener opener, boolean flushes) {
    this.flushes = flushes;
    try {
      encoder = opener.open(sink);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A step of the library's. */
  @FunctionalInterface
  private interface Step {
    void take() throws IOException;
  }

  private void into(Out out, Step step) {
    sink.out = out;
    try {
      step.take();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      sink.out = null;
    }
  }

  @Override
  public void part(ByteBuffer part, Out out) {
    pending = true;
    into(
        out,
        () -> {
          while (part.hasRemaining()) {
            var length = Math.min(BLOCK, part.remaining());
            part.get(block, 0, length);
            encoder.write(block, 0, length);
          }
        });
  }

  @Override
  public void flush(Out out) {
    if (flushes && pending) {
      pending = false;
      into(out, encoder::flush);
    }
  }

  @Override
  public void end(Out out) {
    ended = true;
    into(out, encoder::close);
  }

  @Override
  public void close() {
    if (!ended) {
      ended = true;
      try {
        encoder.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

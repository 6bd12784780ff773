package io.servex.plugin.compression;

import io.servex.api.filter.BodyTransformer;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses one body: as gzip (RFC 1952), whose header and trailer are written here, or as zlib,
 * which the compressor frames itself.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class DeflateBody implements BodyTransformer {
  /** Magic number, DEFLATE, no flags, no time, no hint, unknown system. */
  private static final byte[] GZIP_HEAD = {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int BLOCK = 8192;

  private final Deflaters deflaters;
  private final Deflater deflater;
  private final boolean gzip;
  private final boolean flushes;
  private final CRC32 checksum = new CRC32();
  private final byte[] block = new byte[BLOCK];
  private boolean begun;
  private boolean pending;

  /**
   * Compresses one body.
   *
   * @param deflaters where the compressor comes from
   * @param gzip whether gzip frames it
   * @param flushes whether the client gets what is there whenever the backend pauses
   */
  DeflateBody(Deflaters deflaters, boolean gzip, boolean flushes) {
    this.deflaters = deflaters;
    this.deflater = deflaters.take();
    this.gzip = gzip;
    this.flushes = flushes;
  }

  @Override
  public void part(ByteBuffer part, Out out) {
    begin(out);
    pending = true;
    if (gzip) {
      checksum.update(part.duplicate());
    }
    deflater.setInput(part);
    drain(Deflater.NO_FLUSH, out);
    // The part is valid during this call only.
    deflater.setInput(NOTHING);
  }

  @Override
  public void flush(Out out) {
    if (flushes && pending) {
      pending = false;
      drain(Deflater.SYNC_FLUSH, out);
    }
  }

  @Override
  public void end(Out out) {
    begin(out);
    deflater.finish();
    drain(Deflater.NO_FLUSH, out);
    if (gzip) {
      littleEndian(checksum.getValue(), 0);
      littleEndian(deflater.getBytesRead(), 4);
      out.write(block, 0, 8);
    }
  }

  private void begin(Out out) {
    if (!begun) {
      begun = true;
      if (gzip) {
        out.write(GZIP_HEAD, 0, GZIP_HEAD.length);
      }
    }
  }

  private void drain(int flush, Out out) {
    int count;
    do {
      count = deflater.deflate(block, 0, BLOCK, flush);
      if (count > 0) {
        out.write(block, 0, count);
      }
    } while (flush == Deflater.NO_FLUSH ? count > 0 : count == BLOCK);
  }

  private void littleEndian(long number, int at) {
    for (var i = 0; i < 4; i++) {
      block[at + i] = (byte) (number >> 8 * i);
    }
  }

  @Override
  public void close() {
    deflaters.giveBack(deflater);
  }
}

package io.servex.plugin.compression;

import io.servex.api.filter.BodyTransformer;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

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

  private final Compressors compressors;
  private final boolean gzip;
  private final boolean flushes;

  /** Taken when the body begins, since there may be a while between the head and the body. */
  private @Nullable Compressor taken;

  private boolean pending;

  /**
   * Compresses one body.
   *
   * @param compressors where the compressor comes from
   * @param gzip whether gzip frames it
   * @param flushes whether the client gets what is there whenever the backend pauses
   */
  DeflateBody(Compressors compressors, boolean gzip, boolean flushes) {
    this.compressors = compressors;
    this.gzip = gzip;
    this.flushes = flushes;
  }

  @Override
  public void part(ByteBuffer part, Out out) {
    var compressor = begun(out);
    pending = true;
    if (gzip) {
      compressor.checksum().update(part.duplicate());
    }
    compressor.deflater().setInput(part);
    drain(compressor, Deflater.NO_FLUSH, out);
    // The part is valid during this call only.
    compressor.deflater().setInput(NOTHING);
  }

  @Override
  public void flush(Out out) {
    if (flushes && pending) {
      pending = false;
      drain(begun(out), Deflater.SYNC_FLUSH, out);
    }
  }

  @Override
  public void end(Out out) {
    var compressor = begun(out);
    var deflater = compressor.deflater();
    deflater.finish();
    drain(compressor, Deflater.NO_FLUSH, out);
    if (gzip) {
      var block = compressor.block();
      littleEndian(compressor.checksum().getValue(), block, 0);
      littleEndian(deflater.getBytesRead(), block, 4);
      out.write(block, 0, 8);
    }
  }

  private Compressor begun(Out out) {
    var compressor = taken;
    if (compressor == null) {
      compressor = compressors.take();
      taken = compressor;
      if (gzip) {
        out.write(GZIP_HEAD, 0, GZIP_HEAD.length);
      }
    }
    return compressor;
  }

  private static void drain(Compressor compressor, int flush, Out out) {
    var block = compressor.block();
    int count;
    do {
      count = compressor.deflater().deflate(block, 0, block.length, flush);
      if (count > 0) {
        out.write(block, 0, count);
      }
    } while (flush == Deflater.NO_FLUSH ? count > 0 : count == block.length);
  }

  private static void littleEndian(long number, byte[] block, int at) {
    for (var i = 0; i < 4; i++) {
      block[at + i] = (byte) (number >> 8 * i);
    }
  }

  @Override
  public void close() {
    var compressor = taken;
    if (compressor != null) {
      taken = null;
      compressors.giveBack(compressor);
    }
  }
}

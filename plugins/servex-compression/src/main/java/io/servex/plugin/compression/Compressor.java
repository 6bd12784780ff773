package io.servex.plugin.compression;

import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * What it takes to compress one body after another: the compressor, the sum, and a block for what
 * comes out.
 *
 * <p><b>Threading:</b> owned by the body that took it.
 */
final class Compressor {
  private static final int BLOCK = 8192;

  private final Deflater deflater;
  private final CRC32 checksum = new CRC32();
  private final byte[] block = new byte[BLOCK];

  /**
   * Makes one.
   *
   * @param level 1 to 9
   * @param bare whether it writes DEFLATE without the frame of zlib
   */
  Compressor(int level, boolean bare) {
    this.deflater = new Deflater(level, bare);
  }

  Deflater deflater() {
    return deflater;
  }

  CRC32 checksum() {
    return checksum;
  }

  /** Whatever stands in it, the next one writes over it. */
  byte[] block() {
    return block;
  }

  /** Forgets the body. */
  void reset() {
    deflater.reset();
    checksum.reset();
  }

  /** Frees what is outside the heap. */
  void end() {
    deflater.end();
  }
}

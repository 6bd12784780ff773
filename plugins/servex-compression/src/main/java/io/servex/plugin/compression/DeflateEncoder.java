package io.servex.plugin.compression;

import io.servex.api.filter.BodyTransformer;

/** Compresses with the JDK's own compressors, as gzip or zlib. */
final class DeflateEncoder implements BodyEncoder {
  private final Deflaters deflaters;
  private final boolean gzip;

  DeflateEncoder(int level, boolean gzip) {
    this.deflaters = new Deflaters(level, gzip);
    this.gzip = gzip;
  }

  @Override
  public BodyTransformer body(boolean flushes) {
    return new DeflateBody(deflaters, gzip, flushes);
  }

  @Override
  public void close() {
    deflaters.close();
  }
}

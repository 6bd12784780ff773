package io.servex.plugin.compression;

import io.servex.api.filter.BodyTransformer;

/** Compresses with the JDK's own compressors, as gzip or zlib. */
final class DeflateEncoder implements BodyEncoder {
  private final Compressors compressors;
  private final boolean gzip;

  DeflateEncoder(int level, boolean gzip) {
    this.compressors = new Compressors(level, gzip);
    this.gzip = gzip;
  }

  @Override
  public BodyTransformer body(boolean flushes) {
    return new DeflateBody(compressors, gzip, flushes);
  }

  @Override
  public void close() {
    compressors.close();
  }
}

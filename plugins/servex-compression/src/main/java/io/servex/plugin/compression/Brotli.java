package io.servex.plugin.compression;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.IOException;
import java.io.OutputStream;

/** Brotli by brotli4j. Without its jars this class cannot be linked. */
final class Brotli {
  /** 512 KiB, so that an answer that is under way takes little memory. */
  private static final int WINDOW = 19;

  private Brotli() {}

  /**
   * Whether it can be used.
   *
   * @throws LinkageError if the library is not there
   */
  static boolean there() {
    return Brotli4jLoader.isAvailable();
  }

  static OutputStream open(OutputStream sink, int level) throws IOException {
    // Loads the native library, if nothing has yet.
    Brotli4jLoader.ensureAvailability();
    var parameters = Encoder.Parameters.create(level, WINDOW, Encoder.Mode.TEXT);
    return new BrotliOutputStream(sink, parameters);
  }
}

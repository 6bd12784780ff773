package io.servex.plugin.compression;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;

/** Zstandard by zstd-jni. Without its jar this class cannot be linked. */
final class Zstandard {
  private Zstandard() {}

  /**
   * Whether it can be used.
   *
   * @throws LinkageError if the library is not there
   */
  static boolean there() {
    return Zstd.maxCompressionLevel() > 0;
  }

  /**
   * Opens a compressor. The levels 1, 3 and 6 of the library stand for all: they take about the
   * time that gzip takes at most, and windows that every client has (RFC 9659 §3).
   */
  static OutputStream open(OutputStream sink, int level) throws IOException {
    var own = level <= 3 ? 1 : level <= 6 ? 3 : 6;
    return new ZstdOutputStreamNoFinalizer(sink, own);
  }
}

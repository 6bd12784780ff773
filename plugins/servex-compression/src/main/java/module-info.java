/** Answers compressed for clients that understand it. */
@org.jspecify.annotations.NullMarked
module io.servex.plugin.compression {
  requires io.servex.api;
  requires static com.aayushatharva.brotli4j;
  requires static com.github.luben.zstd_jni;
  requires static org.jspecify;

  provides io.servex.api.filter.FilterProvider with
      io.servex.plugin.compression.CompressionFilterProvider;
}

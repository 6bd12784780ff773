package io.servex.plugin.compression;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.servex.api.filter.BodyTransformer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What brotli and zstd make of a body is what their own decoders read. */
class StreamBodyProperties {
  private static final class Collected implements BodyTransformer.Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(ByteBuffer part) {
      var copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
    }

    InputStream decoded(Coding coding) throws IOException {
      var in = new ByteArrayInputStream(bytes.toByteArray());
      return coding == Coding.ZSTD
          ? new ZstdInputStreamNoFinalizer(in).setContinuous(true)
          : new BrotliInputStream(in);
    }
  }

  private static BodyTransformer body(Coding coding, int level, boolean flushes) {
    return coding.encoder(level).body(flushes);
  }

  @Property(tries = 100)
  void comesBackAsItWas(
      @ForAll boolean zstd,
      @ForAll @IntRange(min = 1, max = 9) int level,
      @ForAll @Size(max = 20) List<byte @Size(max = 5000) []> parts)
      throws IOException {
    var coding = zstd ? Coding.ZSTD : Coding.BR;
    var out = new Collected();
    var whole = new ByteArrayOutputStream();
    try (var body = body(coding, level, true)) {
      for (var part : parts) {
        body.part(ByteBuffer.wrap(part), out);
        whole.writeBytes(part);
        if (part.length % 3 == 0) {
          body.flush(out);
        }
      }
      body.end(out);
    }

    try (var decoded = out.decoded(coding)) {
      assertThat(decoded.readAllBytes()).isEqualTo(whole.toByteArray());
    }
  }

  @Test
  void whoWaitsGetsWhatIsThere() throws Exception {
    for (var coding : List.of(Coding.ZSTD, Coding.BR)) {
      var out = new Collected();
      try (var body = body(coding, 6, true)) {
        body.part(ByteBuffer.wrap(new byte[] {7, 8, 9}), out);
        body.flush(out);

        // Texts as short as this one are not compressed; brotli's decoder waits for the end.
        assertThat(out.bytes.toByteArray()).contains(7, 8, 9);
      }
    }
  }

  @Test
  void aBodyThatNobodyWantsAnyMoreIsLetGo() {
    for (var coding : List.of(Coding.ZSTD, Coding.BR)) {
      var out = new Collected();
      var body = body(coding, 6, false);
      body.part(ByteBuffer.allocate(100_000), out);
      var before = out.bytes.size();
      body.close();

      assertThat(out.bytes.size()).isEqualTo(before);
    }
  }
}

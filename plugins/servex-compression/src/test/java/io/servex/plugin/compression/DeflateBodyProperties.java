package io.servex.plugin.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.filter.BodyTransformer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the parts, what comes out is what went in, by the JDK's own readers (D96). */
class DeflateBodyProperties {
  private static final class Collected extends ByteArrayOutputStream
      implements BodyTransformer.Out {
    @Override
    public void write(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        write(bytes.get());
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
    }
  }

  @Property(tries = 200)
  void givesBackWhatWentIn(
      @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 60_000) Integer> parts,
      @ForAll @IntRange(min = 1, max = 9) int level,
      @ForAll boolean gzip,
      @ForAll boolean flushes,
      @ForAll long seed)
      throws IOException {
    try (var compressors = new Compressors(level, gzip)) {
      for (var round = 0; round < 2; round++) {
        var random = new Random(seed);
        var in = new ByteArrayOutputStream();
        var out = new Collected();
        try (var body = new DeflateBody(compressors, gzip, flushes)) {
          for (var length : parts) {
            var part = part(random, length);
            in.writeBytes(part);
            body.part(buffer(part, random.nextBoolean()), out);
            if (random.nextBoolean()) {
              body.flush(out);
            }
          }
          body.end(out);
        }
        assertThat(read(out.toByteArray(), gzip)).isEqualTo(in.toByteArray());
      }
    }
  }

  private static byte[] part(Random random, int length) {
    var part = new byte[length];
    random.nextBytes(part);
    for (var i = 0; i < length; i++) {
      part[i] &= (byte) (i % 7 == 0 ? 127 : 3);
    }
    return part;
  }

  private static ByteBuffer buffer(byte[] bytes, boolean direct) {
    var buffer =
        direct ? ByteBuffer.allocateDirect(bytes.length) : ByteBuffer.allocate(bytes.length);
    return buffer.put(bytes).flip().asReadOnlyBuffer();
  }

  private static byte[] read(byte[] bytes, boolean gzip) throws IOException {
    var in = new ByteArrayInputStream(bytes);
    try (var plain = gzip ? new GZIPInputStream(in) : new InflaterInputStream(in, new Inflater())) {
      return plain.readAllBytes();
    }
  }

  @Property(tries = 50)
  void showsAllThatCameWhenItIsFlushed(@ForAll @Size(min = 1, max = 2000) byte[] bytes)
      throws Exception {
    var out = new Collected();
    try (var compressors = new Compressors(6, false);
        var body = new DeflateBody(compressors, false, true)) {
      body.part(ByteBuffer.wrap(bytes), out);
      body.flush(out);
      var inflater = new Inflater();
      inflater.setInput(out.toByteArray());
      var seen = new byte[bytes.length];

      assertThat(inflater.inflate(seen)).isEqualTo(bytes.length);
      assertThat(seen).isEqualTo(bytes);
      inflater.end();
    }
  }
}

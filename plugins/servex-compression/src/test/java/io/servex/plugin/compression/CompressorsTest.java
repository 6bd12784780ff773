package io.servex.plugin.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class CompressorsTest {
  @Test
  void theOneThatCameBackLastGoesOutFirst() {
    try (var compressors = new Compressors(6, true)) {
      var first = compressors.take();
      var second = compressors.take();
      compressors.giveBack(second);
      compressors.giveBack(first);

      assertThat(compressors.take()).isSameAs(first);
      assertThat(compressors.take()).isSameAs(second);
      assertThat(compressors.take()).isNotSameAs(first).isNotSameAs(second);
    }
  }

  @Test
  void noMoreThanSomeAreKept() {
    try (var compressors = new Compressors(1, true)) {
      var taken = new ArrayList<Compressor>();
      for (var i = 0; i < 100; i++) {
        taken.add(compressors.take());
      }
      taken.forEach(compressors::giveBack);
      assertThat(compressors.size()).isEqualTo(64);

      compressors.giveBack(compressors.take());
      assertThat(compressors.size()).isEqualTo(64);
    }
  }

  @Test
  void noneIsKeptAfterTheEnd() {
    var compressors = new Compressors(6, false);
    var taken = compressors.take();
    compressors.giveBack(compressors.take());

    compressors.close();
    compressors.giveBack(taken);

    assertThat(compressors.size()).isZero();
  }

  @Test
  void aBodyTakesOneWhenItBegins() {
    try (var compressors = new Compressors(6, true)) {
      new DeflateBody(compressors, true, false).close();
      assertThat(compressors.size()).isZero();

      var bytes = new ByteArrayOutputStream();
      var body = new DeflateBody(compressors, true, false);
      body.part(
          ByteBuffer.wrap(new byte[100]),
          part -> {
            while (part.hasRemaining()) {
              bytes.write(part.get());
            }
          });
      body.close();
      assertThat(compressors.size()).isEqualTo(1);
    }
  }
}

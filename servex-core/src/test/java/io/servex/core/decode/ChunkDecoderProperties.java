package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDecoderProperties {
  @Property(tries = 300)
  void givesBackTheBodyHoweverItIsSplit(
      @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 40) Integer> chunks,
      @ForAll @IntRange(min = 1, max = 50) int step) {
    var sent = new StringBuilder();
    var body = new StringBuilder();
    for (var size : chunks) {
      var data = "0123456789".repeat(4).substring(0, size);
      sent.append(Integer.toHexString(size)).append(";x=y\r\n").append(data).append("\r\n");
      body.append(data);
    }
    sent.append("0\r\nX-T: 1\r\n\r\nGET /");
    var bytes = sent.toString().getBytes(StandardCharsets.US_ASCII);
    var decoder = new ChunkDecoder();
    var received = new ByteArrayOutputStream();
    var rest = 0;

    for (var at = 0; at < bytes.length; at += step) {
      var part = Unpooled.copiedBuffer(bytes, at, Math.min(step, bytes.length - at));
      var count = decoder.decode(part);
      var data = new byte[count];
      part.getBytes(decoder.dataStart(), data);
      received.writeBytes(data);
      rest += part.readableBytes();
      part.release();
    }

    assertThat(decoder.rejection()).isNull();
    assertThat(decoder.done()).isTrue();
    assertThat(received.toString(StandardCharsets.US_ASCII)).isEqualTo(body.toString());
    assertThat(rest).isEqualTo(5);
    assertThat(decoder.trailers()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1\r\na\r\n",
        "0x1\r\na\r\n",
        "1_0\r\n",
        " 1\r\na\r\n",
        "1 \r\na\r\n",
        "\r\n",
        ";x\r\n",
        "1\na\r\n",
        "1\r\nab\r\n",
        "1\r\na\n",
        "ffffffffffffffff\r\n",
        "-1\r\n",
        "g\r\n",
        "0\r\nContent-Length: 1\r\n\r\n",
        "0\r\nHost: x\r\n\r\n",
        "0\r\nAuthorization: x\r\n\r\n",
        "0\r\nX : 1\r\n\r\n"
      })
  void refusesWhatIsMalformed(String body) {
    var decoder = new ChunkDecoder();
    var bytes = Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII);

    decoder.decode(bytes);

    assertThat(decoder.rejection()).isNotNull();
    bytes.release();
  }

  @Test
  void boundsExtensions() {
    var decoder = new ChunkDecoder();
    var bytes = Unpooled.copiedBuffer("1;" + "x".repeat(300), StandardCharsets.US_ASCII);

    decoder.decode(bytes);

    assertThat(decoder.rejection()).isEqualTo(Rejection.BAD_CHUNK);
    bytes.release();
  }
}

package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDecoderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0@@ | '' | '' | 0",
        "3@abc@0@@ | abc | '' | 0",
        "3@abc@2@de@0@@ | abcde | '' | 0",
        "00003@abc@000@@ | abc | '' | 0",
        "A@0123456789@0@@ | 0123456789 | '' | 0",
        "a@0123456789@0@@ | 0123456789 | '' | 0",
        "1;@a@0@@ | a | '' | 0",
        "1;x@a@0;y@@ | a | '' | 0",
        "1;x=y;z=\"q r\"@a@0@@ | a | '' | 0",
        "1; x = y@a@0@@ | a | '' | 0",
        "1;x=\"y;z\\\"\\\\\";w@a@0@@ | a | '' | 0",
        "1;x=\\;y=\"\"@a@0;z=\"\"@@ | a | '' | 0",
        "6@0@@x@0@@ | '0@@x' | '' | 0",
        "0@X-T: 1@@ | '' | X-T=1; | 0",
        "0@X-T:1@Y: 2 @@ | '' | X-T=1;Y=2; | 0",
        "0@ETag: x@grpc-status: 0@@ | '' | ETag=x;grpc-status=0; | 0",
        "0@Date: x@Via: y@@ | '' | Date=x;Via=y; | 0",
        "0@@GET / | '' | '' | 5",
        "1@a@0@X: y@@0@@ | a | X=y; | 5",
      })
  void decodes(String body, String data, String trailers, int rest) {
    var decoded = Unchunked.of(body.replace("@", "\r\n"));

    assertThat(decoded)
        .isEqualTo(new Unchunked(data.replace("@", "\r\n"), null, true, trailers, rest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "\n",
        " ",
        ";",
        ";x\r\n",
        "+1\r\na\r\n",
        "-1\r\n",
        "0x1\r\na\r\n",
        "0X1\r\n",
        "1_0\r\n",
        "1,0\r\n",
        "1.0\r\n",
        "1h\r\n",
        "\"1\"\r\n",
        "g\r\n",
        "G\r\n",
        "\u0661\r\n",
        "\u0000\r\n",
        "1\u0000\r\n",
        "\u00b9\r\n",
        " 1\r\na\r\n",
        "\t1\r\n",
        "1 \r\na\r\n",
        "1\t\r\na\r\n",
        "1 ;x\r\na\r\n",
        "1\na\r\n",
        "1\ra\r\n",
        "1\r\r\n",
        "1\r\rn",
        "1;x\na\r\n",
        "1;x\rb\r\n",
        "1;x\u0000\r\n",
        "1;x\u0001\r\n",
        "1;x\u007f\r\n",
        "1;\"a\nb\"\r\n",
        "1\r\nab\r\n",
        "1\r\na\n",
        "1\r\na\r\r\n",
        "1\r\na0\r\n",
        "1\r\na\rb",
        "1\r\n\r\n\r\n",
        "ffffffffffffffff\r\n",
        "8000000000000000\r\n",
        "0000000000000000\r\n",
        "1000000000000000\r\n",
        "10000000000000001\r\n",
        "0\n\r\n",
        "0\r\r\n",
      })
  void refusesAMalformedChunk(String body) {
    assertThat(Unchunked.of(body).rejection()).isEqualTo(Rejection.BAD_CHUNK);
  }

  /** CVE-2026-33870: where the line ends must not depend on who minds quotes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1;\"a\rb\"\r\n",
        "1;\"a\r\nb\"\r\n",
        "1;x=\"\r\na\r\n0\r\n\r\n",
        "1;x=\"\\\"\r\na\r\n",
        "1;x=\"\\\r\n\"\r\na\r\n",
        "1;x=\"\";y=\"z\r\n\"\r\na\r\n",
        "0;x=\"\r\n\r\n",
      })
  void refusesAQuoteThatItsLineDoesNotClose(String body) {
    assertThat(Unchunked.of(body).rejection()).isEqualTo(Rejection.BAD_CHUNK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\rx",
        "\r\r\n",
        "X\r\n\r\n",
        "X : 1\r\n\r\n",
        " X: 1\r\n\r\n",
        "X: 1\n\r\n",
        "X: 1\r\n\n",
        "X: 1\r\n\rx\n",
        "X: 1\r\n y\r\n\r\n",
        "X: a\u0000\r\n\r\n",
        "X: a\rb\r\n\r\n",
        "X(y): 1\r\n\r\n",
        ": 1\r\n\r\n",
        "0\r\n\r\n",
      })
  void refusesAMalformedTrailer(String trailer) {
    assertThat(Unchunked.of("0\r\n" + trailer).rejection()).isEqualTo(Rejection.BAD_TRAILER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length", "Transfer-Encoding", "Host",
        "Connection", "Keep-Alive", "TE",
        "Trailer", "Upgrade", "Expect",
        "Authorization", "Proxy-Authorization", "Proxy-Authenticate",
        "X-API-Key", "X-Auth-Token", "DPoP",
        "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP",
        "CF-Connecting-IP", "X-Forwarded", "X-Host",
        "Remote-User", "X-Remote-User", "X-CSRF-Token",
        "Proxy-Connection", "Proxy-Status", "X-Forwarded-For",
        "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port",
        "X-Forwarded-Prefix", "X-Real-IP", "X-Request-ID",
        "X-User-Id", "X-User-Roles", "Forwarded",
        "Content-Type", "Content-Encoding", "Content-Range",
        "Content-Language", "Content-Location", "Content-Disposition",
        "Cache-Control", "Cookie", "Set-Cookie",
        "WWW-Authenticate", "Authentication-Info", "Location",
        "Vary", "Age", "Expires",
        "Retry-After", "Warning", "Pragma",
        "Range", "If-Match", "If-None-Match",
        "If-Modified-Since", "If-Unmodified-Since", "If-Range",
        "Max-Forwards", "Origin", "Allow",
        "HTTP2-Settings", "X-HTTP-Method-Override", "X-Accel-Redirect",
        "X-Original-URL", "X-Rewrite-URL", "Early-Data",
        "Strict-Transport-Security", "Access-Control-Allow-Origin", "Content-Security-Policy"
      })
  void refusesATrailerThatWouldChangeTheMessage(String name) {
    for (var spelled :
        new String[] {name, name.replace('-', '_'), name.toUpperCase(java.util.Locale.ROOT)}) {
      assertThat(Unchunked.of("0\r\nX: y\r\n" + spelled + ": 1\r\n\r\n").rejection())
          .as(spelled)
          .isEqualTo(Rejection.BAD_TRAILER);
    }
  }

  @Test
  void boundsTheLineOfAChunk() {
    assertThat(Unchunked.of("1;" + "x".repeat(253) + "\r\na\r\n0\r\n\r\n").done()).isTrue();
    assertThat(Unchunked.of("1;" + "x".repeat(300)).rejection()).isEqualTo(Rejection.BAD_CHUNK);
  }

  @Test
  void boundsTheExtensionsThatNoDataOutweighs() {
    var small = ("1;" + "x".repeat(200) + "\r\na\r\n").repeat(100);
    var outweighed = ("200;" + "x".repeat(200) + "\r\n" + "a".repeat(512) + "\r\n").repeat(100);

    assertThat(Unchunked.of(small).rejection()).isEqualTo(Rejection.BAD_CHUNK);
    assertThat(Unchunked.of(outweighed).rejection()).isNull();
  }

  @Test
  void boundsTheTrailers() {
    assertThat(Unchunked.of("0\r\n" + "X: y\r\n".repeat(16) + "\r\n").done()).isTrue();
    assertThat(Unchunked.of("0\r\n" + "X: y\r\n".repeat(17) + "\r\n").rejection())
        .isEqualTo(Rejection.BAD_TRAILER);
    assertThat(Unchunked.of("0\r\nX: " + "y".repeat(9000)).rejection())
        .isEqualTo(Rejection.BAD_TRAILER);
  }

  @Test
  void beginsANewBodyAfterReset() {
    var decoder = new ChunkDecoder();
    var bytes = Unpooled.buffer().writeBytes(Reading.bytes("1;abc\r\na\r\n0\r\nX: y\r\n\r\nz"));
    decoder.decode(bytes);
    assertThat(decoder.trailers()).isNotNull();

    decoder.reset();
    bytes.writeBytes(Reading.bytes("\r\n"));
    decoder.decode(bytes);

    assertThat(decoder.trailers()).isNull();
    assertThat(decoder.done()).isFalse();
    assertThat(decoder.rejection()).isEqualTo(Rejection.BAD_CHUNK);
    bytes.release();
  }
}

package io.servex.core.decode;

import static io.servex.core.decode.Reading.accepted;
import static io.servex.core.decode.Reading.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
  @ParameterizedTest
  @CsvSource({
    "h, h, -1",
    "H, h, -1",
    "h:80, h, 80",
    "h:1, h, 1",
    "h:65535, h, 65535",
    "h., h, -1",
    "h.:80, h, 80",
    "a.b.example, a.b.example, -1",
    "A.B.Example.:8080, a.b.example, 8080",
    "my_service, my_service, -1",
    "x-y.z, x-y.z, -1",
    "-x, -x, -1",
    "xn--bcher-kva.example, xn--bcher-kva.example, -1",
    "3com.example, 3com.example, -1",
    "1.2.3.4.example, 1.2.3.4.example, -1",
    "127.0.0.1, 127.0.0.1, -1",
    "127.0.0.1:8080, 127.0.0.1, 8080",
    "255.255.255.255, 255.255.255.255, -1",
    "a.1x, a.1x, -1",
    "[::1], [::1], -1",
    "[::], [::], -1",
    "[::1]:80, [::1], 80",
    "[2001:DB8::a:b], [2001:db8::a:b], -1",
    "[1:2:3:4:5:6:7:8], [1:2:3:4:5:6:7:8], -1",
    "[::ffff:1.2.3.4], [::ffff:1.2.3.4], -1",
    "[1:2:3:4:5:6:1.2.3.4]:65535, [1:2:3:4:5:6:1.2.3.4], 65535",
  })
  void readsHostAndPort(String sent, String host, int port) {
    var request = accepted("GET / HTTP/1.1\r\nHost: " + sent + "\r\n\r\n");

    assertThat(request.host()).isEqualTo(host);
    assertThat(request.port()).isEqualTo(port);
    assertThat(request.fields().text(request.authorityStart(), request.authorityEnd()))
        .isEqualTo(sent);

    var absolute = accepted("GET http://" + sent + "/ HTTP/1.0\r\n\r\n");

    assertThat(absolute.host()).isEqualTo(host);
    assertThat(absolute.port()).isEqualTo(port);
    assertThat(absolute.fields().text(absolute.authorityStart(), absolute.authorityEnd()))
        .isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "..", ".a",
        "a..b", "a..", "a,b", "a, b",
        "a b", "a\tb", "a%2eb", "a%00",
        "a!b", "a~b", "a*b", "*",
        "*.example", "a'b", "a(b)", "a+b",
        "a;b", "a=b", "a&b", "a$b",
        "a/b", "a?b", "a#b", "a\\b",
        "a\"b", "<a>", "a|b", "{a}",
        "u@h", "u:p@h", "@h", "h@",
        "http://h", "h\u00e9", "a:", "a:0",
        "a:080", "a:65536", "a:99999", "a:123456",
        "a:-1", "a:+1", "a:8 0", "a:80:80",
        "a:80x", "a:x", ":", ":80",
        "a.:", "::1", "[", "]",
        "[]", "[:]", "[:::]", "[1.2.3.4]",
        "[::1", "::1]", "[::1]x", "[::1]:",
        "[::1]:x", "[::1].", "[[::1]]", "[::1%eth0]",
        "[::1%25eth0]", "[v1.a]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]",
        "[1:2:3:4:5:6:7::8]", "[1::2::3]", "[:1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:]",
        "[12345::]", "[::g]", "[::1.2.3]", "[::1.2.3.256]",
        "[::01.2.3.4]", "[1:2:3:4:5:6:7:1.2.3.4]", "1", "127.1",
        "0x7f.0.0.1", "0x7f000001", "0177.0.0.1", "127.0.0.01",
        "1.2.3.256", "1.2.3.4.5", "a.1", "a.0x1",
        "2130706433"
      })
  void refusesWhatIsNoHost(String sent) {
    assertThat(refused("GET / HTTP/1.1\r\nHost: " + sent + "\r\n\r\n"))
        .isEqualTo(Rejection.BAD_HOST);
    assertThat(refused("GET / HTTP/1.0\r\nHost: " + sent + "\r\n\r\n"))
        .isEqualTo(Rejection.BAD_HOST);
    if (!sent.matches("|a[/?]b")) {
      assertThat(refused("GET http://" + sent + "/ HTTP/1.0\r\n\r\n"))
          .extracting(Rejection::status)
          .isEqualTo(400);
    }
  }

  @Test
  void boundsTheLengthOfAName() {
    var longest = ("a".repeat(62) + ".").repeat(4) + "a";
    assertThat(longest).hasSize(253);

    assertThat(accepted("GET / HTTP/1.1\r\nHost: " + longest + "\r\n\r\n").host())
        .isEqualTo(longest);
    assertThat(accepted("GET / HTTP/1.1\r\nHost: " + longest + ".\r\n\r\n").host())
        .isEqualTo(longest);
    assertThat(refused("GET / HTTP/1.1\r\nHost: " + longest + "a\r\n\r\n"))
        .isEqualTo(Rejection.BAD_HOST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET http://h/ HTTP/1.1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nhost: g\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://h/ HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://h/ HTTP/1.1\r\nHost: g\r\n\r\n",
        "GET http://h/ HTTP/1.0\r\nHost: g\r\n\r\n",
        "GET http://h/ HTTP/1.1\r\nHost: h:80\r\n\r\n",
        "GET http://h:80/ HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET http://h:80/ HTTP/1.1\r\nHost: h:81\r\n\r\n",
        "GET http://h/ HTTP/1.1\r\nHost: h.\r\n\r\n",
        "GET http://hh/ HTTP/1.1\r\nHost: h\r\n\r\n",
      })
  void refusesAMissingRepeatedOrContradictedHost(String head) {
    assertThat(refused(head)).isEqualTo(Rejection.BAD_HOST);
  }

  @Test
  void comparesTargetAndHostWithoutCase() {
    assertThat(accepted("GET http://H:80/ HTTP/1.1\r\nHost: h:80\r\n\r\n").port()).isEqualTo(80);
  }

  @Test
  void keepsNothingOfTheRequestBefore() {
    var request = new DecodedRequest();
    var first = Reading.bytes("GET / HTTP/1.1\r\nHost: secret.example:81\r\n\r\n");
    var second = Reading.bytes("GET / HTTP/1.0\r\n\r\n");
    Reading.into(request, first, RequestLimits.DEFAULT);

    Reading.into(request, second, RequestLimits.DEFAULT);

    assertThat(request.host()).isEmpty();
    assertThat(request.port()).isEqualTo(-1);
    assertThat(request.authorityEnd()).isEqualTo(request.authorityStart());
  }
}

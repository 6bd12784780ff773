package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.http.AddressBlocks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** R86: Host and X-Forwarded-For of any kind, against what a few lines elsewhere make of them. */
class ClientIdentityProperties {
  private static final Pattern AUTHORITY =
      Pattern.compile("((?:[\\w-]+\\.)*[\\w-]+)\\.?(?::([1-9]\\d{0,4}))?");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)");

  private static final String PEER = "10.0.0.1";
  private static final ClientAddress RESOLVER =
      new ClientAddress(AddressBlocks.parse(List.of("10.0.0.0/8")));

  /** Whether a text is a name with a port that nobody takes for another one. */
  private static boolean sound(String text) {
    var match = AUTHORITY.matcher(text);
    if (!match.matches()) {
      return false;
    }
    var name = match.group(1);
    var port = match.group(2);
    return (port == null || Integer.parseInt(port) <= 65535)
        && (!NUMBER.matcher(name).matches() || ADDRESS.matcher(name).matches());
  }

  @Property(tries = 3000)
  void takesAHostThatHasOneReading(@ForAll("authorities") String text) {
    var reading = Reading.of("GET / HTTP/1.1\r\nHost: " + text + "\r\n\r\n");

    assertThat(reading.length() > 0).as(text).isEqualTo(sound(text));
    if (reading.length() > 0) {
      var match = AUTHORITY.matcher(text);
      assertThat(match.matches()).isTrue();
      assertThat(reading.request().host()).isEqualToIgnoringCase(match.group(1));
      assertThat(reading.request().port())
          .isEqualTo(match.group(2) == null ? -1 : Integer.parseInt(match.group(2)));
    }
  }

  /** An absolute-form target says the same as the Host, or the request is refused. */
  @Property(tries = 1000)
  void takesATargetThatAgrees(
      @ForAll("authorities") String host, @ForAll("authorities") String other) {
    Assume.that(!(host + other).matches(".*[/?].*"));
    for (var target : new String[] {host, other}) {
      var reading = Reading.of("GET http://" + target + "/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

      assertThat(reading.length() > 0)
          .as(target + " " + host)
          .isEqualTo(sound(host) && target.equalsIgnoreCase(host));
    }
  }

  @Provide
  Arbitrary<String> authorities() {
    var parts =
        Arbitraries.of(
            "a",
            "B",
            "b-c",
            "_",
            "0",
            "1",
            "10",
            "255",
            "256",
            "0x1",
            "80",
            "65535",
            "65536",
            ".",
            ".",
            ".",
            ":",
            "@",
            "/",
            ",",
            "%2e",
            "[",
            "?",
            "\\",
            "\u00e9",
            "127.0.0.1",
            "h.example");
    return parts.list().ofMinSize(1).ofMaxSize(7).map(list -> String.join("", list));
  }

  /** The client is whom the nearest proxies vouch for, and never who it says itself. */
  @Property(tries = 2000)
  void believesTheNearestProxies(@ForAll("chains") List<List<String>> lines)
      throws UnknownHostException {
    var head = new StringBuilder("GET / HTTP/1.1\r\nHost: h\r\n");
    lines.forEach(
        line -> head.append("X-Forwarded-For: ").append(String.join(", ", line)).append("\r\n"));
    var request = Reading.accepted(head + "\r\n");

    assertThat(RESOLVER.resolve(InetAddress.getByName(PEER), PEER, request.fields()))
        .isEqualTo(expected(lines));
    var stranger = InetAddress.getByName("9.9.9.9");
    assertThat(RESOLVER.resolve(stranger, "9.9.9.9", request.fields())).isEqualTo("9.9.9.9");
  }

  private static String expected(List<List<String>> lines) {
    var best = PEER;
    for (var line : lines.reversed()) {
      for (var token : line.reversed()) {
        if (!ADDRESS.matcher(token).matches()) {
          return best;
        }
        best = token;
        if (!token.startsWith("10.")) {
          return best;
        }
      }
    }
    return best;
  }

  @Provide
  Arbitrary<List<List<String>>> chains() {
    var own = Arbitraries.of("10.0.0.2", "10.1.2.3");
    var others =
        Arbitraries.of("1.2.3.4", "203.0.113.7", "x", "1.2.3.4:80", "1.2.3", "01.2.3.4", "-");
    return Combinators.combine(own, others, Arbitraries.integers().between(0, 2))
        .as((one, other, which) -> which < 2 ? one : other)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .list()
        .ofMaxSize(3);
  }
}

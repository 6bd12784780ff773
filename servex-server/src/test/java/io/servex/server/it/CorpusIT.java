package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * R86: raw messages that must be refused, at least one for each framing rule, and some that must
 * not. {@code requests.txt} and {@code responses.txt} hold one case in a line: the expected status,
 * what it proves, and the bytes with escapes.
 */
@ExtendWith(BufferAccounting.class)
class CorpusIT {
  private record Case(int status, String name, String bytes) {
    /** Whether it does not fit into one read, so that its body may have begun to pass. */
    boolean streams() {
      return bytes.length() > 1000 && bytes.contains("chunked\r\n\r\n");
    }
  }

  private static List<Case> cases(String file) throws IOException {
    var cases = new ArrayList<Case>();
    try (var in = CorpusIT.class.getResourceAsStream("/corpus/" + file)) {
      assertThat(in).isNotNull();
      var text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      for (var line : text.lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          var parts = line.split(" \\| ", 3);
          cases.add(
              new Case(Integer.parseInt(parts[0].strip()), parts[1].strip(), unescape(parts[2])));
        }
      }
    }
    return cases;
  }

  private static String unescape(String text) {
    var out = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      i++;
      switch (text.charAt(i)) {
        case 'r' -> out.append('\r');
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'x' -> {
          out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
          i += 2;
        }
        case '(' -> {
          var star = text.indexOf('*', i);
          var end = text.indexOf(')', star);
          var times = Integer.parseInt(text.substring(i + 1, star));
          out.append(unescape(text.substring(star + 1, end)).repeat(times));
          i = end;
        }
        case '*' -> {
          var end = text.indexOf('*', i + 1);
          out.append("a".repeat(Integer.parseInt(text.substring(i + 1, end))));
          i = end;
        }
        default -> out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  @TestFactory
  List<DynamicTest> refusesAmbiguousRequests() throws IOException {
    return cases("requests.txt").stream()
        .map(message -> DynamicTest.dynamicTest(message.name(), () -> refused(message)))
        .toList();
  }

  private static void refused(Case message) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(message.bytes());
      var response = client.response();

      assertThat(response.status()).isEqualTo(message.status());
      if (message.status() >= 400) {
        assertThat(response.field("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(client.closed()).isTrue();
        assertThat(origin.requests()).isEmpty();
        if (!message.streams()) {
          assertThat(origin.bytes()).isZero();
        }
      }
    }
  }

  /** The same, whatever parts it comes in. What is wrong in a body may show after it has begun. */
  @TestFactory
  List<DynamicTest> refusesAmbiguousRequestsByteByByte() throws IOException {
    return cases("requests.txt").stream()
        .filter(message -> message.bytes().length() < 1000)
        .map(message -> DynamicTest.dynamicTest(message.name(), () -> refusedByteByByte(message)))
        .toList();
  }

  private static void refusedByteByByte(Case message) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      for (var i = 0; i < message.bytes().length() && !client.answered(); i++) {
        client.send(message.bytes().substring(i, i + 1));
      }

      assertThat(client.response().status()).isEqualTo(message.status());
      if (message.status() >= 400) {
        assertThat(client.closed()).isTrue();
        assertThat(origin.requests()).isEmpty();
        if (!message.bytes().contains("chunked\r\n\r\n")) {
          assertThat(origin.bytes()).isZero();
        }
      }
    }
  }

  @TestFactory
  List<DynamicTest> refusesAmbiguousResponses() throws IOException {
    return cases("responses.txt").stream()
        .map(message -> DynamicTest.dynamicTest(message.name(), () -> answered(message)))
        .toList();
  }

  private static void answered(Case message) throws Exception {
    try (var origin = OriginServer.raw(message.bytes());
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      var status = client.response().status();
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThat(status).isEqualTo(message.status());
      assertThat(client.response().status()).isEqualTo(message.status());
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void refusesABadChunkBeforeAnyOfItIsForwarded() throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway = Yaml.startAll(1, origin.url());
        var client = new RawHttpClient(gateway.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n");

      assertThat(client.response().status()).isEqualTo(400);
      assertThat(client.closed()).isTrue();
      assertThat(origin.requests()).isEmpty();
    }
  }
}

package io.servex.core.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is relayed does not depend on the parts in which it came (R86, R87). */
class RelayProperties {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\nX-Request-ID: i\r\n\r\n";

  private static String relayed(String response, int... cuts) {
    try (var gateway = new MemoryGateway()) {
      gateway.send(GET);
      gateway.answer(response, cuts);
      var open = gateway.client().isOpen() ? "open" : "closed";
      var pooled = gateway.upstream().isOpen() ? "kept" : "dropped";
      return whole(gateway.toClient()) + "|" + open + "|" + pooled;
    }
  }

  /** The same without chunk boundaries, which may be others. */
  private static String whole(String response) {
    var codec = new EmbeddedChannel(new HttpResponseDecoder(), new HttpObjectAggregator(1 << 20));
    codec.writeInbound(Unpooled.wrappedBuffer(response.getBytes(StandardCharsets.ISO_8859_1)));
    var text = new StringBuilder();
    for (FullHttpResponse one = codec.readInbound(); one != null; one = codec.readInbound()) {
      text.append(one.status().code()).append(' ');
      one.headers()
          .remove("Date")
          .forEach(field -> text.append(field.getKey()).append(':').append(field.getValue()));
      text.append('[').append(one.content().toString(StandardCharsets.ISO_8859_1)).append(']');
      one.trailingHeaders()
          .forEach(field -> text.append(field.getKey()).append(':').append(field.getValue()));
      one.release();
    }
    codec.finishAndReleaseAll();
    return text.toString();
  }

  private static String forwarded(String requests, int... cuts) {
    try (var gateway = new MemoryGateway()) {
      gateway.send(requests, cuts);
      var sent = new StringBuilder();
      for (var before = -1; before != sent.length(); ) {
        before = sent.length();
        if (gateway.connections() > 0) {
          sent.append(gateway.toBackend());
          gateway.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
      }
      var answers = gateway.toClient().split("HTTP/1.1 200", -1).length - 1;
      return unchunked(sent.toString()) + "|" + answers;
    }
  }

  /** Chunk sizes depend on the parts, their sum does not. */
  private static String unchunked(String sent) {
    return sent.replaceAll("\r\n[0-9a-f]+\r\n", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nz",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-T: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab",
      })
  void relaysAResponseThatIsCutAnywhere(String response) {
    var whole = relayed(response);

    for (var cut = 1; cut < response.length(); cut++) {
      assertThat(relayed(response, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /a HTTP/1.1\r\nHost: h\r\nX-Request-ID: i\r\nContent-Length: 5\r\n\r\nabcde",
        "PUT /a HTTP/1.1\r\nHost: h\r\nX-Request-ID: i\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nxyz\r\n1;e\r\nw\r\n0\r\nX-T: 1\r\n\r\n",
        GET + GET,
        "POST /a HTTP/1.1\r\nHost: h\r\nX-Request-ID: i\r\nContent-Length: 2\r\n\r\nab" + GET,
      })
  void forwardsARequestThatIsCutAnywhere(String requests) {
    var whole = forwarded(requests);

    for (var cut = 1; cut < requests.length(); cut++) {
      assertThat(forwarded(requests, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @Property(tries = 300)
  void relaysWhatNettyReads(@ForAll("responses") String response, @ForAll("cuts") int[] cuts) {
    var theirs = whole(response);

    var ours = relayed(response, cuts);

    assertThat(ours.replace("X-Request-ID:i", "")).isEqualTo(theirs + "|open|kept");
  }

  @Provide
  Arbitrary<int[]> cuts() {
    return Arbitraries.integers()
        .between(1, 400)
        .list()
        .ofMaxSize(6)
        .map(list -> list.stream().sorted().mapToInt(Integer::intValue).toArray());
  }

  @Provide
  Arbitrary<String> responses() {
    var status = Arbitraries.of("200 OK", "404 Not Found", "500", "299 \u00e9");
    var name = Arbitraries.strings().withChars("ABCxyz-09").ofMinLength(1).ofMaxLength(12);
    var value = Arbitraries.strings().withChars("abc 019;,=\"/\u00e9").ofMaxLength(20);
    var fields =
        Combinators.combine(name, value)
            .as((key, text) -> "X" + key + ": " + text.strip() + "\r\n")
            .list()
            .ofMaxSize(6)
            .map(list -> String.join("", list));
    var data = Arbitraries.strings().withChars("ab\r\n0;").ofMaxLength(40);
    return Combinators.combine(
            status, fields, data.list().ofMaxSize(4), Arbitraries.of(true, false))
        .as(RelayProperties::response);
  }

  private static String response(String status, String fields, List<String> data, boolean chunked) {
    var head = "HTTP/1.1 " + status + (status.indexOf(' ') < 0 ? " " : "") + "\r\n" + fields;
    if (!chunked) {
      var body = String.join("", data);
      return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
    var text = new StringBuilder(head + "Transfer-Encoding: chunked\r\n\r\n");
    for (var part : data) {
      if (!part.isEmpty()) {
        text.append(Integer.toHexString(part.length())).append("\r\n").append(part).append("\r\n");
      }
    }
    return text.append("0\r\n\r\n").toString();
  }
}

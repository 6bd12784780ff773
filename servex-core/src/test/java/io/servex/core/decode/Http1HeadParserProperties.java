package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class Http1HeadParserProperties {
  private final Http1HeadParser parser = new Http1HeadParser();

  private int parse(DecodedRequest request, byte[] bytes, int length) {
    request.fields.clear();
    request.fields.append(Unpooled.wrappedBuffer(bytes), 0, length);
    return parser.parseRequest(request, length, RequestLimits.DEFAULT);
  }

  /** R86. */
  @Property(tries = 300)
  void readsWhatNettyReads(@ForAll("heads") String head) {
    var request = new DecodedRequest();
    var bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    var channel = new EmbeddedChannel(new HttpRequestDecoder());

    var length = parse(request, bytes, bytes.length);
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
    HttpRequest theirs = channel.readInbound();

    assertThat(length).isEqualTo(bytes.length);
    assertThat(theirs.decoderResult().isSuccess()).isTrue();
    assertThat(request.method()).isEqualTo(theirs.method().name());
    var query = request.rawQuery();
    assertThat(query == null ? request.rawPath() : request.rawPath() + "?" + query)
        .isEqualTo(theirs.uri());
    var entries = theirs.headers().entries();
    assertThat(request.fields().count()).isEqualTo(entries.size());
    for (var field = 0; field < entries.size(); field++) {
      assertThat(request.fields().name(field)).isEqualTo(entries.get(field).getKey());
      assertThat(request.fields().value(field)).isEqualTo(entries.get(field).getValue());
    }
    ReferenceCountUtil.release(theirs);
    channel.finishAndReleaseAll();
  }

  @Property(tries = 200)
  void isIncompleteUntilItsLastByte(
      @ForAll("heads") String head, @ForAll @IntRange(max = 200) int cut) {
    var bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    var request = new DecodedRequest();

    var length = parse(request, bytes, Math.min(cut, bytes.length - 1));

    assertThat(length).isEqualTo(Http1HeadParser.INCOMPLETE);
  }

  @Property(tries = 2000)
  void neverThrowsWhateverTheBytes(@ForAll("noise") byte[] noise) {
    var request = new DecodedRequest();
    var response = new DecodedResponse();

    var length = parse(request, noise, noise.length);
    response.fields.append(Unpooled.wrappedBuffer(noise), 0, noise.length);
    var responseLength = parser.parseResponse(response, noise.length, false, RequestLimits.DEFAULT);

    assertThat(length).isBetween(-1, noise.length);
    assertThat(responseLength).isBetween(-1, noise.length);
  }

  @Property(tries = 500)
  void refusesOneControlByteAnywhere(
      @ForAll("heads") String head,
      @ForAll @IntRange(max = 200) int at,
      @ForAll @IntRange(max = 8) int control) {
    var bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    bytes[at % (bytes.length - 4)] = (byte) control;

    assertThat(parse(new DecodedRequest(), bytes, bytes.length)).isLessThanOrEqualTo(0);
  }

  @Provide
  Arbitrary<byte[]> noise() {
    var pieces =
        Arbitraries.of(
            "GET ",
            "/",
            " HTTP/1.1",
            "\r\n",
            "\n",
            "\r",
            "Host: h",
            ":",
            " ",
            "\t",
            "Content-Length: ",
            "1",
            "Transfer-Encoding: chunked",
            "http://h",
            "?",
            "%2e",
            "..",
            "\u0000",
            "é",
            "Connection: ",
            ",");
    return pieces
        .list()
        .ofMaxSize(20)
        .map(list -> String.join("", list).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Provide
  Arbitrary<String> heads() {
    var method = Arbitraries.of("GET", "POST", "PUT", "DELETE", "M-SEARCH");
    var path =
        Arbitraries.strings()
            .withChars("abz09-._~%41")
            .ofMaxLength(10)
            .map(Http1HeadParserProperties::escaped);
    var query = Arbitraries.of("", "?", "?a=b", "?a=%2F&&x");
    var name = Arbitraries.strings().withChars("ABCxyz-09").ofMinLength(1).ofMaxLength(12);
    var value = Arbitraries.strings().withChars("abc 019;,=\"/é").ofMaxLength(20);
    var fields =
        Combinators.combine(name, value)
            .as((key, text) -> "X" + key + ": " + text.strip() + "\r\n")
            .list()
            .ofMaxSize(8);
    return Combinators.combine(method, path, query, fields).as(Http1HeadParserProperties::head);
  }

  private static String escaped(String text) {
    return text.replace("%", "").replace("..", ".").replace("41", "%41");
  }

  private static String head(String method, String path, String query, List<String> fields) {
    return method
        + " /p"
        + path
        + query
        + " HTTP/1.1\r\nHost: h.example:80\r\n"
        + String.join("", fields)
        + "\r\n";
  }
}

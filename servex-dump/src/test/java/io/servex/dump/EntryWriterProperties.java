package io.servex.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.capture.CapturedMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EntryWriterProperties {
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** A request whose parts are known. */
  record Sent(String line, List<Map.Entry<String, String>> fields, byte[] body) {
    byte[] head() {
      var text = new StringBuilder(line).append("\r\n");
      fields.forEach(field ->
          text.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n"));
      return text.append("\r\n").toString().getBytes(ISO_8859_1);
    }
  }

  @Property
  void everyLineIsOneObjectWhateverBytesPass(
      @ForAll byte[] head,
      @ForAll byte[] body,
      @ForAll byte[] answer,
      @ForAll boolean cut,
      @ForAll String text)
      throws CharacterCodingException {
    var request = new CapturedMessage(head, body, body.length, body.length, cut);
    var capture =
        new io.servex.api.capture.Capture(
            0,
            1,
            text,
            text,
            text,
            new io.servex.api.capture.Capture.RequestLine(text, text, text, text),
            200,
            1,
            text,
            text,
            new io.servex.api.capture.Capture.TraceIds(text, text),
            request,
            Captures.message(answer, answer));

    var json = new EntryWriter().write(capture, Captures.tap(List.of("a", "")));

    var line =
        UTF_8.newDecoder().decode(ByteBuffer.wrap(json.bytes(), 0, json.length())).toString();
    assertThat(line).endsWith("}\n");
    assertThat(line.chars().filter(c -> c < ' ').count()).isEqualTo(1);
    assertThat(STRICT.readTree(line).isObject()).isTrue();
  }

  @Property
  void theTextParsesAgainToTheRequestThatWasSent(@ForAll("requests") Sent sent) {
    var entry =
        STRICT.readTree(
            Captures.line(
                Captures.of(Captures.message(sent.head(), sent.body()), null), List.of()));

    var text = entry.get("raw_request").asString();
    var end = text.indexOf("\r\n\r\n") + 4;
    assertThat(text.substring(0, end).getBytes(ISO_8859_1)).isEqualTo(sent.head());
    assertThat(body(entry, text.substring(end))).isEqualTo(sent.body());
    sent.fields()
        .forEach(field ->
            assertThat(entry.get("request_headers").get(canonical(field.getKey())).toString())
                .contains(STRICT.writeValueAsString(field.getValue())));
  }

  private static byte[] body(JsonNode entry, String text) {
    var companion = entry.get("request_body_base64");
    return companion == null
        ? text.getBytes(UTF_8)
        : Base64.getDecoder().decode(companion.asString());
  }

  private static String canonical(String name) {
    return java.util.regex.Pattern.compile("(?<=^|-)[a-z]")
        .matcher(name.toLowerCase(java.util.Locale.ROOT))
        .replaceAll(first -> first.group().toUpperCase(java.util.Locale.ROOT));
  }

  @Property
  void textIsToldFromBytesAsTheJdkDoes(@ForAll byte[] bytes) {
    assertThat(Utf8.length(bytes, bytes.length, false) >= 0).isEqualTo(decodes(bytes));
  }

  @Property
  void cutTextIsTextWithoutItsLastCharacter(@ForAll String text, @ForAll int where) {
    var sound = text.replaceAll("[\\ud800-\\udfff]", "").getBytes(UTF_8);
    var count = sound.length == 0 ? 0 : Math.floorMod(where, sound.length);

    var length = Utf8.length(sound, count, true);

    assertThat(length).isBetween(Math.max(0, count - 3), count);
    assertThat(decodes(java.util.Arrays.copyOf(sound, length))).isTrue();
  }

  private static boolean decodes(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).hasArray();
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Provide
  Arbitrary<Sent> requests() {
    var token =
        Arbitraries.strings().withChars("abcXYZ-!#$%&'*+.^_`|~09").ofMinLength(1).ofMaxLength(8);
    var value =
        Arbitraries.strings()
            .withCharRange('!', '~')
            .withCharRange('\u0080', '\u00ff')
            .ofMaxLength(20);
    var field = Combinators.combine(token, value).as(Map::entry);
    var target = Arbitraries.strings().withCharRange('!', '~').ofMaxLength(20);
    return Combinators.combine(
            token, target, field.list().ofMaxSize(8), Arbitraries.bytes().array(byte[].class))
        .as((method, path, fields, body) ->
            new Sent(method + " /" + path + " HTTP/1.1", fields, body));
  }
}

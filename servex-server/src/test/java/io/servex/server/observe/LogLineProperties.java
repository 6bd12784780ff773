package io.servex.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.config.LoggingSection.Format;
import io.servex.server.config.LoggingSection.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

class LogLineProperties {
  private static final LogKey RAW = new LogKey("raw");
  private static final LogKey TEXT = new LogKey("text");
  private static final LogKey NUMBER = new LogKey("number");
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static String line(Format format, String message, byte[] raw, String text, long number) {
    var line =
        new LogLine(format)
            .begin(1_795_495_153_258L, Level.WARN, message)
            .add(RAW, raw, 0, raw.length)
            .add(TEXT, text)
            .add(NUMBER, number)
            .end();
    return new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
  }

  @Property
  void isOneJsonObjectWhateverBytesPass(
      @ForAll String message, @ForAll byte[] raw, @ForAll String text, @ForAll long number) {
    var line = line(Format.JSON, message, raw, text, number);
    var read = STRICT.readTree(line);

    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(line.chars().limit(line.length() - 1)).allMatch(c -> !Character.isISOControl(c));
    assertThat(read.propertyNames())
        .containsExactlyElementsOf(List.of("time", "level", "msg", "raw", "text", "number"));
    assertThat(read.get("time").asString()).isEqualTo("2026-11-24T04:39:13.258Z");
    assertThat(read.get("level").asString()).isEqualTo("warn");
    assertThat(read.get("msg").asString()).isEqualTo(message);
    assertThat(read.get("text").asString()).isEqualTo(text);
    assertThat(read.get("number").asLong()).isEqualTo(number);
  }

  @Property
  void keepsTextThatIsUtf8(@ForAll String text) {
    var valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    var line = line(Format.JSON, "m", valid.getBytes(StandardCharsets.UTF_8), "", 0);

    assertThat(STRICT.readTree(line).get("raw").asString()).isEqualTo(valid);
  }

  @Property
  void readsOtherBytesAsLatin(@ForAll byte[] raw) {
    for (var i = 0; i < raw.length; i++) {
      raw[i] |= (byte) 0xf8;
    }
    var line = line(Format.JSON, "m", raw, "", 0);

    assertThat(STRICT.readTree(line).get("raw").asString())
        .isEqualTo(new String(raw, StandardCharsets.ISO_8859_1));
  }

  @Property
  void isOneLineOfTextWhateverBytesPass(
      @ForAll String message, @ForAll byte[] raw, @ForAll String text, @ForAll long number) {
    var line = line(Format.TEXT, message, raw, text, number);

    assertThat(line).startsWith("2026-11-24T04:39:13.258Z WARN  ");
    assertThat(line).endsWith(" number=" + number + "\n");
    assertThat(line.chars().limit(line.length() - 1)).allMatch(c -> !Character.isISOControl(c));
    assertThat(line.chars()).doesNotContain(0x2028, 0x2029);
  }

  @Property
  void quotesWhatCouldBeTakenForAnotherField(@ForAll String before, @ForAll String after) {
    var text = before + " level=ERROR \"" + after;
    var line = line(Format.TEXT, "m", new byte[0], text, 1);
    var field = line.substring(line.indexOf(" text=") + 6, line.lastIndexOf(" number="));

    assertThat(field).startsWith("\"").endsWith("\"").hasSizeGreaterThan(2);
    assertThat(field.substring(1, field.length() - 1).replaceAll("\\\\.", "")).doesNotContain("\"");
  }
}

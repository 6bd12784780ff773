package io.servex.api.filter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparedFieldTest {
  @Test
  void isWrittenAsOneLineBehindWhatIsThere() {
    var field = PreparedField.of("X-Greeting", "good day, \u00e9\tyou");
    var target = ("1234" + "?".repeat(field.length()) + "5").getBytes(ISO_8859_1);

    field.copyTo(target, 4);

    assertThat(new String(target, ISO_8859_1))
        .isEqualTo("1234X-Greeting: good day, \u00e9\tyou\r\n5");
  }

  @Test
  void mayHaveAnEmptyValue() {
    assertThat(PreparedField.of("X-Empty", "").length()).isEqualTo("X-Empty: \r\n".length());
  }

  @Test
  void isWhatItsNameAndValueAre() {
    var field = PreparedField.of("A", "b");

    assertThat(field).isEqualTo(PreparedField.of("A", "b")).hasToString("A: b");
    assertThat(field).isNotEqualTo(PreparedField.of("A", "c")).isNotEqualTo("A: b");
    assertThat(field).hasSameHashCodeAs(PreparedField.of("A", "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a:", "a\r\nb", "\u00e4", "a\u0000", "\u212a", "a\u0161"})
  void refusesWhatIsNoName(String name) {
    assertThatThrownBy(() -> PreparedField.of(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\u0000b", "\u0100", "\u010a", " a", "a\t"})
  void refusesWhatIsNoValue(String value) {
    assertThatThrownBy(() -> PreparedField.of("X-A", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("X-A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length", "TRANSFER-ENCODING", "connection", "Proxy-Any", "X-Request-Id"})
  void refusesWhatTheGatewayWrites(String name) {
    assertThatThrownBy(() -> PreparedField.of(name, "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the gateway writes this field itself");
  }
}

package io.servex.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityFieldsTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "user-1, user-1",
        "ann@example.com, ann@example.com",
        "a b, a%20b",
        "\"a,b\", a%2Cb",
        "100%, 100%25",
        "Zoë, Zo%C3%AB",
        "\"a\r\nX: y\", a%0D%0AX:%20y"
      })
  void writesWhatCanBeSent(String text, String written) {
    assertThat(IdentityFields.encoded(text)).isEqualTo(written);
  }

  @Property(tries = 500)
  void canBeReadBack(@ForAll @StringLength(max = 40) String text) {
    var sent = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    var written = IdentityFields.encoded(sent);

    assertThat(written).matches("[!-~]*").doesNotContain(",");
    assertThat(URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8))
        .isEqualTo(sent);
  }
}

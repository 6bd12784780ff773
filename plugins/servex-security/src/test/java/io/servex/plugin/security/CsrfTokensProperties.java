package io.servex.plugin.security;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Only tokens of one's own are genuine. */
class CsrfTokensProperties {
  private final CsrfTokens tokens = new CsrfTokens(new byte[32]);
  private final CsrfTokens others = new CsrfTokens(new byte[] {1});

  @Property(tries = 100)
  void takesItsOwnAndNoOthers() {
    assertThat(tokens.genuine(tokens.fresh("s"), "s")).isTrue();
    assertThat(tokens.genuine(others.fresh("s"), "s")).isFalse();
    assertThat(tokens.fresh("")).isNotEqualTo(tokens.fresh("")).matches("[A-Za-z0-9_-]{64}");
  }

  @Property(tries = 100)
  void takesNoneOfAnotherSession(@ForAll String mine, @ForAll String others) {
    var token = tokens.fresh(mine);

    assertThat(tokens.genuine(token, mine)).isTrue();
    assertThat(tokens.genuine(token, others + "x" + mine)).isFalse();
  }

  @Property
  void takesNoChangedOne(@ForAll @IntRange(max = 63) int index) {
    var token = tokens.fresh("");
    var changed = token.charAt(index) == 'A' ? 'B' : 'A';

    assertThat(tokens.genuine(token.substring(0, index) + changed + token.substring(index + 1), ""))
        .isFalse();
  }

  @Property
  void takesNothingElse(
      @ForAll @CharRange(from = ' ', to = 'ÿ') @StringLength(min = 60, max = 70) String text) {
    assertThat(tokens.genuine(text, "")).isFalse();
  }
}

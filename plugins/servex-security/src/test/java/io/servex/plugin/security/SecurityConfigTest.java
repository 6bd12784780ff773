package io.servex.plugin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which fields come of which keys. */
class SecurityConfigTest {
  private static SecurityConfig config(@Nullable Preset preset, String policy, String frames) {
    return new SecurityConfig(
        Optional.ofNullable(preset),
        false,
        policy,
        "",
        frames,
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        List.of(),
        List.of());
  }

  @Test
  void isBasicWhereNothingIsGiven() {
    assertThat(config(null, "", "").fields())
        .isEqualTo(
            Map.of(
                "X-Content-Type-Options", "nosniff",
                "X-Frame-Options", "DENY",
                "X-XSS-Protection", "1; mode=block",
                "Referrer-Policy", "strict-origin-when-cross-origin"));
  }

  @Test
  void isWhatIsGivenWhereSomethingIs() {
    assertThat(config(null, "", "SAMEORIGIN").fields())
        .isEqualTo(Map.of("X-Frame-Options", "SAMEORIGIN"));
  }

  @Test
  void leavesOutWhatADashStandsFor() {
    assertThat(config(null, "", "-").fields()).hasSize(3).doesNotContainKey("X-Frame-Options");
    assertThat(config(Preset.STRICT, "-", "-").fields()).hasSize(9);
  }

  @Test
  void addsToAPreset() {
    assertThat(config(Preset.STRICT, "script-src 'none'", "").fields())
        .hasSize(11)
        .containsEntry("Content-Security-Policy", "script-src 'none'")
        .containsEntry("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload");
  }

  @Test
  void refusesWhatNoBrowserUnderstands() {
    assertThatThrownBy(() -> config(null, "img-src *", ""))
        .hasMessage(
            "content_security_policy: img-src *"
                + " (expected: a policy with default-src or script-src)");
    assertThatThrownBy(() -> config(null, "", "DENY\r\nSet-Cookie: a=b"))
        .hasMessage(
            "x_frame_options: DENY\r\nSet-Cookie: a=b (expected: visible characters and spaces)");
  }
}

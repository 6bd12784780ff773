package io.servex.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.servex.api.plugin.Secret;
import io.servex.api.plugin.SettingsException;
import io.servex.plugin.auth.jdbc.JdbcConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the parts of the section refuse, secrets masked. */
class AuthPartsTest {
  private static String refused(ThrowingCallable record) {
    return catchThrowableOfType(SettingsException.class, record).getMessage();
  }

  @Test
  void databasesNeedADriver() {
    assertThat(
            refused(() ->
                new JdbcConfig(
                    new Secret("nonsense"), "", Optional.empty(), 1, Duration.ofMillis(1), true)))
        .isEqualTo(
            "url: ******** (expected: jdbc:postgresql://host/database, or a jar with the driver"
                + " beside the plugin); connection_timeout: 1ms (expected: at least 250ms)");
  }

  @Test
  void keysAreOneAndLong() {
    assertThat(
            refused(() ->
                new ApiKeyConfig(
                    "", Optional.of(new Secret("short")), Optional.of("00"), List.of())))
        .isEqualTo(
            "name: empty (expected: who has the key); two keys (expected: key or key_sha256);"
                + " key: ******** (expected: 16 visible characters or more);"
                + " key_sha256: ******** (expected: 64 hexadecimal digits)");
  }

  @Test
  void servicesAreAskedSafely() {
    assertThat(
            refused(() ->
                new ForwardAuthConfig(
                    URI.create("http://a.example/"),
                    false,
                    Duration.ZERO,
                    List.of("Cookie", "Host"),
                    "X Y",
                    "X-Name",
                    "X-Roles")))
        .contains(
            "url: http://a.example (expected: https://host/path",
            "timeout: 0 (expected: above 0, at most 1m)",
            "request_headers[1]: Host (expected: a field",
            "user_header: X Y (expected: the name of a field)");
  }
}

package io.servex.plugin.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHasherTest {
  private final PasswordHasher hasher = new PasswordHasher(64, 1);

  @Test
  void knowsAPasswordAgain() {
    var hash = hasher.hash("correct horse");

    assertThat(hash).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
    assertThat(hasher.matches("correct horse", hash)).isTrue();
    assertThat(hasher.matches("correct horsf", hash)).isFalse();
    assertThat(hasher.matches("", hash)).isFalse();
  }

  @Test
  void saltsEachHash() {
    assertThat(hasher.hash("same")).isNotEqualTo(hasher.hash("same"));
  }

  @Test
  void looksAtAllOfALongPassword() {
    var hash = hasher.hash("x".repeat(128));

    assertThat(hasher.matches("x".repeat(127) + "y", hash)).isFalse();
    assertThat(hasher.matches("x".repeat(72), hash)).isFalse();
    assertThat(hasher.matches("x".repeat(128), hash)).isTrue();
  }

  @Test
  void readsHashesOfOtherSettings() {
    var other = new PasswordHasher(128, 2).hash("päßwort");

    assertThat(hasher.matches("päßwort", other)).isTrue();
  }

  @Test
  void letsNobodyInWhoIsNotThere() {
    assertThat(hasher.matches("", null)).isFalse();
    assertThat(hasher.matches("x", null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "$argon2id$",
        "$argon2id$v=19$m=64,t=1,p=1$AAAA",
        "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAA$",
        "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
      })
  void letsNobodyInByAHashThatIsNone(String hash) {
    assertThat(hasher.matches("", hash)).isFalse();
    assertThat(hasher.matches("password", hash)).isFalse();
  }
}

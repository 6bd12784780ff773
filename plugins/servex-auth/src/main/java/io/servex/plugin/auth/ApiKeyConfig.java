package io.servex.plugin.auth;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Secret;
import java.util.List;
import java.util.Optional;

/** One of {@code api_keys}. */
record ApiKeyConfig(
    @Description("Who has the key: id and name of that user") String name,
    @Description("The key, 16 characters or more") Optional<Secret> key,
    @Description("SHA-256 of the key instead, in hexadecimal digits") Optional<String> keySha256,
    @Description("What its owner may act as") @Default("[]") List<String> roles) {
  private static final int SHORTEST = 16;

  /** Checks what single values cannot say. */
  ApiKeyConfig {
    AuthConfig.check(!name.isEmpty(), "api_keys: no name (expected: who has the key)");
    AuthConfig.check(
        key.isPresent() != keySha256.isPresent(), "api_keys: expected: key or key_sha256");
    AuthConfig.check(
        key.isEmpty() || key.get().reveal().matches("[!-~]{" + SHORTEST + ",1024}"),
        "key: ******** (expected: 16 visible characters or more)");
    AuthConfig.check(
        keySha256.isEmpty() || keySha256.get().matches("[0-9A-Fa-f]{64}"),
        "key_sha256: expected: 64 hexadecimal digits");
  }
}

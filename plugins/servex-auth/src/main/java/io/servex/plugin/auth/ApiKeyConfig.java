package io.servex.plugin.auth;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Secret;
import io.servex.api.plugin.SettingProblems;
import io.servex.plugin.auth.account.Tokens;
import java.util.List;
import java.util.Locale;
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
    var problems = new SettingProblems();
    problems.check(!name.isEmpty(), "name", name, "who has the key");
    if (key.isPresent() == keySha256.isPresent()) {
      problems.add(
          "", (key.isPresent() ? "two keys" : "no key") + " (expected: key or key_sha256)");
    }
    problems.check(
        key.isEmpty() || key.get().reveal().matches("[!-~]{" + SHORTEST + ",1024}"),
        "key",
        key,
        SHORTEST + " visible characters or more");
    problems.check(
        keySha256.isEmpty() || keySha256.get().matches("[0-9A-Fa-f]{64}"),
        "key_sha256",
        "********",
        "64 hexadecimal digits");
    problems.raise();
  }

  /** SHA-256 of the key, in hexadecimal digits. */
  String hash() {
    return key.map(secret -> Tokens.hash(secret.reveal()))
        .or(() -> keySha256)
        .orElse("")
        .toLowerCase(Locale.ROOT);
  }
}

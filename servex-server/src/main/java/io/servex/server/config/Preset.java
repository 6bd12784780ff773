package io.servex.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Settings that go well together, by the kind of service that the gateway stands in front of. They
 * lie below the file, as defaults of its own: whatever the file, a variable or a flag says wins.
 */
public enum Preset {
  /** On one's own machine. */
  DEVELOPMENT,
  /** What anybody may reach. */
  PRODUCTION,
  /** Programs ask, with tokens. */
  API_SERVER,
  /** Browsers ask, with cookies. */
  WEB_APP,
  /** Other services ask. */
  MICROSERVICE,
  /** As little as possible for as few as possible. */
  HIGH_SECURITY,
  /** HTTPS and nothing else. */
  TLS;

  /** The name in YAML. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The settings, as a file of configuration.
   *
   * @return YAML text
   */
  public String yaml() {
    try (InputStream in = Preset.class.getResourceAsStream("presets/" + key() + ".yaml")) {
      if (in == null) {
        throw new IOException("the preset " + key() + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.servex.lb;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.Secret;
import io.servex.api.plugin.SettingProblems;
import java.time.Duration;
import java.util.Optional;

/** Creates {@link StickyCookie}, {@code load_balancing: sticky_cookie}. */
public final class StickyCookieProvider
    implements BalancingStrategyProvider<StickyCookieProvider.Config> {
  private static final int SHORTEST_SECRET = 16;

  /** Which foreign pages a cookie is sent from. */
  public enum SameSite {
    LAX,
    STRICT,
    NONE
  }

  /** The cookie. */
  public record Config(
      @Description("Signs the cookie; the same on all gateways in front of these backends")
          Secret secret,
      @Description("Name of the cookie") @Default("servex_backend") String name,
      @Description("Paths that the cookie is sent for") @Default("/") String path,
      @Description("Whether it is sent over TLS only; where absent, if the request came over TLS")
          Optional<Boolean> secure,
      @Description("Whether it is hidden from scripts") @Default("true") boolean httpOnly,
      @Description("Which foreign pages it is sent from") @Default("lax") SameSite sameSite,
      @Description("How long it lasts; 0 for as long as the browser runs") @Default("0")
          Duration maxAge) {
    /** Checks the values; the secret is never shown. */
    public Config {
      var problems = new SettingProblems();
      problems.check(
          secret.reveal().length() >= SHORTEST_SECRET,
          "secret",
          "too short",
          "at least " + SHORTEST_SECRET + " characters");
      problems.check(
          name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+"), "name", name, "letters, digits, _ or -");
      problems.check(path.matches("/[!-:<-~]*"), "path", path, "a path that begins with /");
      problems.check(
          sameSite != SameSite.NONE || secure.orElse(false),
          "same_site",
          "none",
          "together with secure: true",
          "secure");
      problems.check(
          maxAge.isZero() || maxAge.toSeconds() > 0, "max_age", maxAge, "0, or 1s or more");
      problems.raise();
    }
  }

  @Override
  public String type() {
    return "sticky_cookie";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BalancingStrategy create(Config config, PluginContext context) {
    return new StickyCookie(
        new CookieForm(
            config.name(),
            config.secret(),
            config.path(),
            config.secure(),
            config.httpOnly(),
            config.sameSite(),
            config.maxAge().toSeconds()),
        new PowerOfTwoChoices(context.random()));
  }
}

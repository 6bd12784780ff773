package io.servex.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.api.balancing.Backend;
import io.servex.api.plugin.Secret;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StickyCookieTest {
  private final List<Backend> backends =
      List.of(FakeBackend.of("a", 1), FakeBackend.of("b", 1), FakeBackend.of("c", 1));
  private final StickyCookie strategy = sticky(Strategies.COOKIE);

  private static StickyCookie sticky(CookieForm form) {
    return new StickyCookie(form, new PowerOfTwoChoices(RandomGenerator.getDefault()));
  }

  private static CookieForm form(boolean secure, long maxAge) {
    return new CookieForm(
        "id",
        new Secret("0123456789abcdef"),
        "/shop",
        Optional.of(secure),
        false,
        StickyCookieProvider.SameSite.STRICT,
        maxAge);
  }

  @Test
  void goesWhereTheCookieSays() {
    var picker = strategy.picker(backends);
    for (var backend : backends) {
      var known = Asked.with(Strategies.COOKIE.token(backend));
      for (var i = 0; i < 50; i++) {
        assertThat(picker.pick(known)).isSameAs(backend);
      }
      assertThat(strategy.cookie(known, backend)).isNull();
    }
  }

  @Test
  void aForgedCookieCountsForNothing() {
    var picker = strategy.picker(backends);
    var other =
        new CookieForm(
            "servex_backend",
            new Secret("fedcba9876543210"),
            "/",
            Optional.empty(),
            true,
            StickyCookieProvider.SameSite.LAX,
            0);
    for (var value : List.of("http://a", "a", "0", other.token(backends.get(0)))) {
      var picked = new HashSet<Backend>();
      for (var i = 0; i < 200; i++) {
        picked.add(picker.pick(Asked.with(value)));
      }
      assertThat(picked).hasSize(3);
      assertThat(strategy.cookie(Asked.with(value), backends.get(1))).isNotNull();
    }
  }

  @Test
  void aClientMovesWhenItsBackendIsGoneAndTheCookieWithIt() {
    var picker = strategy.picker(backends);
    var token = Strategies.COOKIE.token(backends.get(0));
    var excluded = new Asked(1, token, Set.of(backends.get(0)));
    var moved = picker.pick(excluded);

    assertThat(moved).isNotNull().isNotSameAs(backends.get(0));
    assertThat(strategy.cookie(excluded, moved))
        .isEqualTo(
            "servex_backend="
                + Strategies.COOKIE.token(moved)
                + "; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void theCookieHasTheAttributesThatAreConfigured() {
    var strict = sticky(form(true, 3600));
    assertThat(strict.picker(backends)).isNotNull();

    assertThat(strict.cookie(Asked.client(1), backends.get(0)))
        .matches("id=[A-Za-z0-9_-]{22}; Path=/shop; Max-Age=3600; Secure; SameSite=Strict");
  }

  @Test
  void refusesWhatBrowsersOrAttackersWouldMakeUseOf() {
    assertThatThrownBy(() -> config("short", StickyCookieProvider.SameSite.LAX))
        .hasMessage("secret: too short (expected: at least 16 characters)");
    assertThatThrownBy(() -> config("0123456789abcdef", StickyCookieProvider.SameSite.NONE))
        .hasMessage("same_site: none (expected: together with secure: true)");
  }

  private static StickyCookieProvider.Config config(
      String secret, StickyCookieProvider.SameSite site) {
    return new StickyCookieProvider.Config(
        new Secret(secret), "id", "/", Optional.empty(), true, site, Duration.ZERO);
  }
}

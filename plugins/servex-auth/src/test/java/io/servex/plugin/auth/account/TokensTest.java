package io.servex.plugin.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.servex.plugin.auth.ManualClock;
import io.servex.plugin.auth.store.User;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final byte[] ACCESS = "a".repeat(64).getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REFRESH = "r".repeat(64).getBytes(StandardCharsets.US_ASCII);
  private static final User ANN = new User("user-1", "ann", "hash", List.of("admin", "user"));
  private static final JWSHeader HS256 = new JWSHeader(JWSAlgorithm.HS256);

  private final ManualClock clock = new ManualClock();
  private final Tokens tokens = tokens("servex");

  private Tokens tokens(String issuer) {
    return new Tokens(
        new Tokens.Settings(
            Tokens.Settings.key(ACCESS),
            Tokens.Settings.key(REFRESH),
            issuer,
            Duration.ofMinutes(5),
            Duration.ofHours(1)),
        clock);
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /** A token with a good signature. */
  private static String signed(byte[] key, JWSHeader header, Map<String, Object> claims)
      throws Exception {
    var token = new JWSObject(header, new Payload(claims));
    token.sign(new MACSigner(key));
    return token.serialize();
  }

  private Map<String, Object> claims() {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("user_id", "user-1");
    claims.put("username", "ann");
    claims.put("sid", "s");
    claims.put("jti", "j");
    claims.put("iss", "servex");
    claims.put("exp", clock.instant().getEpochSecond() + 60);
    claims.put("roles", List.of("admin"));
    claims.put("is_refresh", false);
    return claims;
  }

  @Test
  void readsWhatItMade() {
    var pair = tokens.begin(ANN);

    assertThat(tokens.access(pair.access()))
        .isEqualTo(
            new Tokens.AccessClaims(
                "user-1", "ann", List.of("admin", "user"), pair.session().id()));
    assertThat(tokens.refresh(pair.refresh()))
        .isEqualTo(new Tokens.RefreshClaims("user-1", pair.session().id()));
    assertThat(pair.session().tokenHash()).isEqualTo(Tokens.hash(pair.refresh())).hasSize(64);
    assertThat(pair.refreshSeconds()).isEqualTo(3600);
  }

  @Test
  void makesEachTokenAnother() {
    var first = tokens.begin(ANN);
    var next = tokens.next(ANN, first.session().id());

    assertThat(next.session().id()).isEqualTo(first.session().id());
    assertThat(Set.of(first.access(), first.refresh(), next.access(), next.refresh())).hasSize(4);
  }

  @Test
  void takesEachTokenForWhatItIsMadeForAlone() {
    var pair = tokens.begin(ANN);

    assertThat(tokens.access(pair.refresh())).isNull();
    assertThat(tokens.refresh(pair.access())).isNull();
  }

  @Test
  void takesNoRefreshTokenForAnAccessTokenEvenWithTheSameKey() throws Exception {
    var claims = claims();
    claims.put("is_refresh", true);

    assertThat(tokens.access(signed(ACCESS, HS256, claims))).isNull();
  }

  @Test
  void endsWithItsTime() {
    var pair = tokens.begin(ANN);
    clock.advance(Duration.ofSeconds(299));
    assertThat(tokens.access(pair.access())).isNotNull();
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.access(pair.access())).isNull();
    assertThat(tokens.refresh(pair.refresh())).isNotNull();
    clock.advance(Duration.ofHours(1));
    assertThat(tokens.refresh(pair.refresh())).isNull();
  }

  @Test
  void refusesTokensOfOtherIssuers() {
    assertThat(tokens.access(tokens("other").begin(ANN).access())).isNull();
    assertThat(tokens.refresh(tokens("other").begin(ANN).refresh())).isNull();
  }

  @Test
  void refusesOtherKeysAndAlgorithms() throws Exception {
    assertThat(tokens.access(signed(ACCESS, HS256, claims()))).isNotNull();
    assertThat(tokens.access(signed(REFRESH, HS256, claims()))).isNull();
    assertThat(tokens.access(signed(ACCESS, new JWSHeader(JWSAlgorithm.HS384), claims()))).isNull();
    assertThat(tokens.access(signed(ACCESS, new JWSHeader(JWSAlgorithm.HS512), claims()))).isNull();
  }

  @Test
  void refusesHeadersThatItDoesNotUnderstand() throws Exception {
    var critical =
        new JWSHeader.Builder(JWSAlgorithm.HS256)
            .criticalParams(Set.of("more"))
            .customParam("more", "of it")
            .build();

    assertThat(tokens.access(signed(ACCESS, critical, claims()))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"None\"}",
        "{\"alg\":\"NONE\",\"typ\":\"JWT\"}",
        "{\"alg\":\"RS256\"}",
        "{\"alg\":\"ES256\"}",
        "{\"alg\":\"\"}",
        "{}",
        "{\"alg\":\"HS256\",\"alg\":\"none\"}",
        "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}"
      })
  void refusesForgedHeaders(String header) {
    var payload = tokens.begin(ANN).access().split("\\.")[1];
    for (var signature : List.of("", "AAAA", part("x".repeat(32)))) {
      assertThat(tokens.access(part(header) + "." + payload + "." + signature)).isNull();
    }
  }

  @Test
  void refusesEveryChangeOfATokensBytes() {
    var token = tokens.begin(ANN).access();
    for (var i = 0; i < token.length(); i++) {
      for (var c : new char[] {'A', 'Q', '.', '=', ' '}) {
        // The last character of a part has bits that mean nothing; what they say is the same.
        var last = i + 1 == token.length() || token.charAt(i + 1) == '.';
        if (token.charAt(i) != c && !last) {
          var changed = token.substring(0, i) + c + token.substring(i + 1);
          assertThat(tokens.access(changed)).as(changed).isNull();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "é.é.é", "a.b.c.d.e", "null"})
  void refusesWhatIsNoToken(String text) {
    assertThat(tokens.access(text)).isNull();
    assertThat(tokens.refresh(text)).isNull();
    assertThat(tokens.access(text + "A".repeat(100_000))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"user_id", "username", "sid", "iss", "exp", "roles", "is_refresh"})
  void refusesTokensThatSayTooLittleOrSomethingElse(String claim) throws Exception {
    var less = claims();
    less.remove(claim);
    assertThat(tokens.access(signed(ACCESS, HS256, less))).isNull();
    for (var wrong : List.<Object>of(17, List.of(1), Map.of(), true)) {
      var claims = claims();
      claims.put(claim, wrong);
      assertThat(tokens.access(signed(ACCESS, HS256, claims))).as(claim + " " + wrong).isNull();
    }
  }
}

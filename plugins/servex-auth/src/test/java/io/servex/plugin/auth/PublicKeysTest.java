package io.servex.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PublicKeysTest {
  private final ManualClock clock = new ManualClock();
  private final ArrayDeque<CompletableFuture<JWKSet>> asked = new ArrayDeque<>();
  private final PublicKeys keys =
      new PublicKeys(
          () -> {
            asked.add(new CompletableFuture<>());
            return asked.getLast();
          },
          clock);

  private static ECKey key(String id) throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID(id).generate().toPublicJWK();
  }

  private CompletableFuture<List<JWK>> matching(String id) {
    return keys.matching(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(id).build())
        .toCompletableFuture();
  }

  @Test
  void asksOnceForAllWhoWait() throws Exception {
    var first = matching("a");
    var second = matching("b");
    assertThat(asked).hasSize(1);
    assertThat(first).isNotDone();

    var known = key("a");
    asked.getLast().complete(new JWKSet(known));

    assertThat(first.join()).containsExactly(known);
    assertThat(second.join()).isEmpty();
    assertThat(matching("a").join()).containsExactly(known);
    assertThat(asked).hasSize(1);
  }

  @Test
  void looksForUnknownKeysTwiceAMinuteAtMost() throws Exception {
    matching("a");
    asked.getLast().complete(new JWKSet(key("a")));
    for (var i = 0; i < 120; i++) {
      clock.advance(Duration.ofSeconds(1));
      var unknown = matching("made-up-" + i);
      asked.getLast().complete(new JWKSet(key("a")));
      assertThat(unknown.join()).isEmpty();
    }
    assertThat(asked).hasSizeBetween(4, 6);
  }

  @Test
  void findsAKeyThatTheIssuerHasNow() throws Exception {
    matching("a");
    asked.getLast().complete(new JWKSet(key("a")));
    clock.advance(Duration.ofSeconds(31));
    var next = key("b");
    var found = matching("b");
    asked.getLast().complete(new JWKSet(next));

    assertThat(found.join()).containsExactly(next);
    assertThat(matching("a").join()).isEmpty();
  }

  @Test
  void refreshesBehindTheBackOfRequests() throws Exception {
    matching("a");
    var old = key("a");
    asked.getLast().complete(new JWKSet(old));
    clock.advance(Duration.ofMinutes(6));

    assertThat(matching("a").join()).containsExactly(old);
    assertThat(asked).hasSize(2);
    var renewed = key("a");
    asked.getLast().complete(new JWKSet(renewed));
    assertThat(matching("a").join()).containsExactly(renewed);
  }

  @Test
  void doesWithoutTheIssuerForAnHourAndNoLonger() throws Exception {
    matching("a");
    asked.getLast().complete(new JWKSet(key("a")));
    for (var minute = 1; minute <= 60; minute++) {
      clock.advance(Duration.ofMinutes(1));
      assertThat(matching("a").join()).hasSize(1);
      asked.getLast().completeExceptionally(new IllegalStateException("away"));
    }
    clock.advance(Duration.ofMinutes(1));
    var now = matching("a");
    asked.getLast().completeExceptionally(new IllegalStateException("away"));

    assertThat(now.join()).isNull();
  }

  @Test
  void knowsNothingWithoutAnAnswerAndAsksAgainSoon() {
    var first = matching("a");
    asked.getLast().completeExceptionally(new IllegalStateException("away"));
    assertThat(first.join()).isNull();
    for (var i = 0; i < 100; i++) {
      assertThat(matching("a").join()).isNull();
    }
    assertThat(asked).hasSize(1);
    clock.advance(Duration.ofSeconds(5));
    matching("a");
    assertThat(asked).hasSize(2);
  }

  @Test
  void goesOnAfterAnIssuerThatCannotEvenBeAsked() {
    var attempts = new AtomicInteger();
    var unreachable =
        new PublicKeys(
            () -> {
              attempts.incrementAndGet();
              throw new IllegalStateException("no threads");
            },
            clock);
    var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("a").build();
    for (var i = 1; i <= 3; i++) {
      assertThat(unreachable.matching(header).toCompletableFuture().getNow(List.of())).isNull();
      assertThat(attempts).hasValue(i);
      clock.advance(Duration.ofSeconds(5));
    }
  }
}

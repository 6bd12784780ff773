package io.servex.plugin.auth;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an issuer publishes (RFC 7517), kept for a while.
 *
 * <p>Idea: keys that are known are used at once, and fetched anew behind the back of the request
 * when they are five minutes old. A token with an unknown key has them fetched while it waits, but
 * not more often than twice a minute, so that made-up names of keys cost the issuer nothing. When
 * the issuer is away, what is known is good for an hour, and nothing is after that.
 *
 * <p><b>Threading:</b> for all event loops; a lock is held for a comparison or two.
 */
final class PublicKeys {
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration USABLE = Duration.ofHours(1);
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int SHORTEST_RSA = 2048;

  private final Supplier<CompletableFuture<JWKSet>> fetch;
  private final InstantSource clock;
  private volatile @Nullable Known known;
  private @Nullable CompletableFuture<@Nullable Known> running;
  private Instant nextFetch = Instant.MIN;

  private record Known(JWKSet keys, Instant since) {}

  /**
   * Knows no keys yet.
   *
   * @param fetch asks the issuer; ends with an exception when there is no answer
   */
  PublicKeys(Supplier<CompletableFuture<JWKSet>> fetch, InstantSource clock) {
    this.fetch = fetch;
    this.clock = clock;
  }

  /**
   * The keys that may have signed a token.
   *
   * @param header the token's header, whose algorithm is an asymmetric one
   * @return the keys, none when the issuer has no such key; null when nobody can tell
   */
  CompletionStage<@Nullable List<JWK>> matching(JWSHeader header) {
    var now = clock.instant();
    var last = usable(now);
    var found = last == null ? List.<JWK>of() : select(last, header);
    if (found.isEmpty()) {
      return fetched(now).thenApply(next -> next == null ? null : select(next, header));
    }
    if (last != null && last.since().plus(FRESH).isBefore(now)) {
      var refreshed = fetched(now);
      assert refreshed != null;
    }
    return CompletableFuture.completedFuture(found);
  }

  private @Nullable Known usable(Instant now) {
    var last = known;
    return last == null || last.since().plus(USABLE).isBefore(now) ? null : last;
  }

  private static List<JWK> select(Known from, JWSHeader header) {
    var matcher = JWKMatcher.forJWSHeader(header);
    return matcher == null
        ? List.of()
        : new JWKSelector(matcher)
            .select(from.keys()).stream()
                .filter(key -> !(key instanceof RSAKey rsa) || rsa.size() >= SHORTEST_RSA)
                .toList();
  }

  private synchronized CompletableFuture<@Nullable Known> fetched(Instant now) {
    if (running != null) {
      return running;
    }
    if (now.isBefore(nextFetch)) {
      return CompletableFuture.completedFuture(usable(now));
    }
    nextFetch = now.plus(AFTER_FAILURE);
    var fetching = new CompletableFuture<@Nullable Known>();
    running = fetching;
    asked().whenComplete((keys, problem) -> take(fetching, keys));
    return fetching;
  }

  /** An issuer that cannot even be asked is one that does not answer. */
  private CompletableFuture<JWKSet> asked() {
    try {
      return fetch.get();
    } catch (RuntimeException | OutOfMemoryError e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void take(CompletableFuture<@Nullable Known> fetching, @Nullable JWKSet keys) {
    var now = clock.instant();
    synchronized (this) {
      running = null;
      if (keys != null) {
        known = new Known(keys, now);
        nextFetch = now.plus(BETWEEN_FETCHES);
      }
    }
    fetching.complete(usable(now));
  }
}

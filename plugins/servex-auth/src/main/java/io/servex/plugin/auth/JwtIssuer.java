package io.servex.plugin.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.servex.api.filter.Identity;
import io.servex.plugin.auth.work.Workers;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows users by tokens that somebody else signed (RFC 7519), by the rules of RFC 8725: only the
 * algorithms that are configured, only keys that are the issuer's, only tokens that are meant for
 * this gateway and good now.
 *
 * <p><b>Threading:</b> for all event loops; signatures are checked by {@link Workers}.
 */
final class JwtIssuer {
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final JwtConfig config;
  private final Set<JWSAlgorithm> algorithms;
  private final PublicKeys keys;
  private final Workers workers;
  private final InstantSource clock;

  /**
   * Trusts an issuer.
   *
   * @param keys the issuer's keys
   * @param workers check signatures
   */
  JwtIssuer(JwtConfig config, PublicKeys keys, Workers workers, InstantSource clock) {
    this.config = config;
    this.algorithms =
        config.algorithms().stream()
            .map(JWSAlgorithm::parse)
            .collect(Collectors.toUnmodifiableSet());
    this.keys = keys;
    this.workers = workers;
    this.clock = clock;
  }

  /** What its tokens say in {@code iss}. */
  String name() {
    return config.issuer();
  }

  /** Who sends a token that names this issuer. */
  Finding find(SignedJWT token) {
    var header = token.getHeader();
    var type = header.getType();
    if (!algorithms.contains(header.getAlgorithm())
        || type != null && !TYPES.contains(type.getType().toLowerCase(Locale.ROOT))) {
      return Finding.REFUSED;
    }
    return Finding.later(
        keys.matching(header)
            .thenCompose(found ->
                found == null
                    ? CompletableFuture.completedFuture(Finding.UNAVAILABLE)
                    : workers.submit(() -> checked(token, found))));
  }

  private Finding checked(SignedJWT token, List<JWK> candidates) {
    try {
      var claims = token.getJWTClaimsSet();
      return claims != null && isGood(claims) && isSigned(token, candidates)
          ? identity(claims)
          : Finding.REFUSED;
    } catch (ParseException | JOSEException | RuntimeException e) {
      return Finding.REFUSED;
    }
  }

  private static boolean isSigned(SignedJWT token, List<JWK> candidates) throws JOSEException {
    for (var key : candidates) {
      var verifier = verifier(key);
      if (verifier != null
          && verifier.supportedJWSAlgorithms().contains(token.getHeader().getAlgorithm())
          && token.verify(verifier)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable JWSVerifier verifier(JWK key) throws JOSEException {
    return switch (key) {
      case RSAKey rsa -> new RSASSAVerifier(rsa.toRSAPublicKey());
      case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
      default -> null;
    };
  }

  /**
   * A token that is bound to a key (RFC 7800) is good with that key alone, which nobody asks for.
   */
  private boolean isGood(JWTClaimsSet claims) {
    var now = clock.instant();
    return config.issuer().equals(claims.getIssuer())
        && claims.getAudience().stream().anyMatch(config.audience()::contains)
        && claims.getClaim("cnf") == null
        && claims.getExpirationTime() != null
        && now.isBefore(claims.getExpirationTime().toInstant().plus(config.clockSkew()))
        && !isLater(claims.getNotBeforeTime(), now)
        && !isLater(claims.getIssueTime(), now);
  }

  private boolean isLater(@Nullable Date time, Instant now) {
    return time != null && time.toInstant().isAfter(now.plus(config.clockSkew()));
  }

  private Finding identity(JWTClaimsSet claims) {
    var id = claims.getClaim(config.userClaim());
    if (!(id instanceof String user) || user.isEmpty()) {
      return Finding.REFUSED;
    }
    var name = claims.getClaim(config.nameClaim());
    return new Finding.Known(
        new Identity(
            config.idPrefix() + user,
            name instanceof String text && !text.isEmpty() ? text : user,
            roles(claims.getClaims())),
        BearerTokens.CREDENTIALS);
  }

  private List<String> roles(Map<String, Object> claims) {
    Object found = claims.get(config.rolesClaim());
    if (found == null) {
      found = claims;
      for (var step : config.rolesClaim().split("\\.", -1)) {
        found = found instanceof Map<?, ?> map ? map.get(step) : null;
      }
    }
    return switch (found) {
      case String words -> Arrays.stream(words.split(" ")).filter(w -> !w.isEmpty()).toList();
      case Collection<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }
}

package io.servex.plugin.auth.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.servex.plugin.auth.store.Session;
import io.servex.plugin.auth.store.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and reads the two kinds of token that a user gets: JSON Web Tokens (RFC 7519) signed with
 * HMAC-SHA256, each kind with a key of its own. The algorithm is fixed, whatever a token's header
 * says (RFC 8725 §3.1).
 *
 * <p><b>Threading:</b> for all threads; reading takes a few microseconds.
 */
public final class Tokens {
  /** The shortest key that is as strong as the signature (RFC 7518 §3.2), in bytes. */
  public static final int SHORTEST_KEY = 32;

  private static final int LONGEST = 8192;
  private static final int ID_BYTES = 16;
  private static final String USER = "user_id";
  private static final String ROLES = "roles";
  private static final String REFRESHES = "is_refresh";
  private static final String ISSUER = "iss";
  private static final String EXPIRES = "exp";
  private static final String ISSUED = "iat";
  private static final String SESSION = "sid";
  private static final String ID = "jti";

  private final Keys access;
  private final Keys refresh;
  private final Settings settings;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * What tokens are made with.
   *
   * @param accessKey signs access tokens; 32 bytes or more
   * @param refreshKey signs refresh tokens; 32 bytes or more
   * @param issuer who says what is in them
   * @param accessFor how long an access token is good
   * @param refreshFor how long a refresh token is good
   */
  public record Settings(
      SecretKey accessKey,
      SecretKey refreshKey,
      String issuer,
      Duration accessFor,
      Duration refreshFor) {
    /** Without the keys. */
    @Override
    public String toString() {
      return "Settings[" + issuer + "]";
    }

    /** A key out of its bytes, 32 or more. */
    public static SecretKey key(byte[] bytes) {
      return new SecretKeySpec(bytes, "HmacSHA256");
    }
  }

  private record Keys(MACSigner signer, MACVerifier verifier) {
    static Keys of(SecretKey key) {
      try {
        return new Keys(new MACSigner(key), new MACVerifier(key));
      } catch (JOSEException e) {
        throw new IllegalArgumentException("a key is too short", e);
      }
    }
  }

  /**
   * What a user gets.
   *
   * @param access the access token
   * @param refresh the refresh token
   * @param refreshSeconds how long that is good
   * @param session the session that both belong to
   */
  record Pair(String access, String refresh, long refreshSeconds, Session session) {
    @Override
    public String toString() {
      return "Pair[" + session.id() + "]";
    }
  }

  /**
   * What an access token says.
   *
   * @param userId whose it is
   * @param name what the user signed in with
   * @param roles what the user could act as when it was made
   * @param session the session that it belongs to
   */
  public record AccessClaims(String userId, String name, List<String> roles, String session) {}

  /**
   * What a refresh token says.
   *
   * @param userId whose it is
   * @param session the session that it belongs to
   */
  record RefreshClaims(String userId, String session) {}

  /** Makes tokens by settings. */
  public Tokens(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    access = Keys.of(settings.accessKey());
    refresh = Keys.of(settings.refreshKey());
    // The first token costs a tenth of a second, for its classes: no event loop shall wait for it.
    var first = begin(new User("", "", "", List.of()));
    var known = access(first.access());
    assert known != null && known.session().equals(first.session().id());
  }

  /** Who says what is in these tokens. */
  public String issuer() {
    return settings.issuer();
  }

  /** How long an access token is good. */
  Duration accessFor() {
    return settings.accessFor();
  }

  /** The first tokens of a new session. */
  Pair begin(User user) {
    return next(user, randomId());
  }

  /** Further tokens of a session. */
  Pair next(User user, String session) {
    var now = clock.instant();
    var accessClaims = claims(user, session, now, settings.accessFor());
    accessClaims.put("username", user.name());
    accessClaims.put(ROLES, user.roles());
    accessClaims.put(REFRESHES, false);
    var refreshClaims = claims(user, session, now, settings.refreshFor());
    refreshClaims.put(REFRESHES, true);
    var token = sign(refresh, refreshClaims);
    return new Pair(
        sign(access, accessClaims),
        token,
        settings.refreshFor().toSeconds(),
        new Session(session, user.id(), hash(token), now.plus(settings.refreshFor())));
  }

  private Map<String, Object> claims(User user, String session, Instant now, Duration goodFor) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put(USER, user.id());
    claims.put(SESSION, session);
    claims.put(ID, randomId());
    claims.put(ISSUER, settings.issuer());
    claims.put(ISSUED, now.getEpochSecond());
    claims.put(EXPIRES, now.plus(goodFor).getEpochSecond());
    return claims;
  }

  private String randomId() {
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String sign(Keys keys, Map<String, Object> claims) {
    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();
    var token = new JWSObject(header, new Payload(claims));
    try {
      token.sign(keys.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("HMAC-SHA256 is not there", e);
    }
    return token.serialize();
  }

  /** What an access token says; null unless it is a good one. */
  public @Nullable AccessClaims access(String token) {
    var claims = read(access, token, false);
    if (claims == null
        || !(claims.get(USER) instanceof String user)
        || !(claims.get("username") instanceof String name)
        || !(claims.get(SESSION) instanceof String session)
        || !(claims.get(ROLES) instanceof List<?> given)) {
      return null;
    }
    var roles = given.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    return roles.size() == given.size() ? new AccessClaims(user, name, roles, session) : null;
  }

  /** What a refresh token says; null unless it is a good one. */
  @Nullable RefreshClaims refresh(String token) {
    var claims = read(refresh, token, true);
    return claims != null
            && claims.get(USER) instanceof String user
            && claims.get(SESSION) instanceof String session
        ? new RefreshClaims(user, session)
        : null;
  }

  private @Nullable Map<String, Object> read(Keys keys, String token, boolean refreshes) {
    if (token.length() > LONGEST) {
      return null;
    }
    try {
      var signed = JWSObject.parse(token);
      if (!JWSAlgorithm.HS256.equals(signed.getHeader().getAlgorithm())
          || !signed.verify(keys.verifier())) {
        return null;
      }
      var claims = JSONObjectUtils.parse(signed.getPayload().toString());
      var good =
          settings.issuer().equals(claims.get(ISSUER))
              && Boolean.valueOf(refreshes).equals(claims.get(REFRESHES))
              && claims.get(EXPIRES) instanceof Number until
              && clock.instant().isBefore(Instant.ofEpochSecond(until.longValue()));
      return good ? claims : null;
    } catch (ParseException | JOSEException | RuntimeException e) {
      return null;
    }
  }

  /** SHA-256 of a whole token or key, in hexadecimal digits. */
  public static String hash(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not there", e);
    }
  }
}

package io.servex.plugin.auth;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.SettingProblems;
import io.servex.api.plugin.Unwise;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** One of {@code jwt}: somebody else whose tokens are good. */
record JwtConfig(
    @Description("`iss` of the tokens, exactly") String issuer,
    @Description("Where the issuer's public keys are (RFC 7517); https, or http on this machine")
        URI jwksUri,
    @Description("Whether the keys may be fetched over http from another machine")
        @Default("false")
        @Unwise("whoever is on the way can sign tokens for anybody; better: https")
        boolean insecureHttp,
    @Description("`aud` of the tokens: they are meant for one of these") List<String> audience,
    @Description("Algorithms of signatures: RS, PS or ES, with 256, 384 or 512")
        @Default("[RS256, ES256]")
        List<String> algorithms,
    @Description("Claim that tells users apart") @Default("sub") String userClaim,
    @Description("Put in front of that, so that users of two issuers cannot be taken for one")
        @Default("")
        String idPrefix,
    @Description("Claim with what people call the user; the user claim where absent")
        @Default("preferred_username")
        String nameClaim,
    @Description("Claim with roles: a list, or words; dots lead into mappings") @Default("roles")
        String rolesClaim,
    @Description("How far the issuer's clock may be off") @Default("30s") Duration clockSkew) {
  private static final List<String> ALGORITHMS =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  /** Checks what single values cannot say. */
  JwtConfig {
    var problems = new SettingProblems();
    problems.check(!issuer.isEmpty(), "issuer", issuer, "what tokens say in iss");
    problems.check(
        Urls.isSafe(jwksUri, insecureHttp),
        "jwks_uri",
        Urls.shown(jwksUri),
        Urls.EXPECTED,
        "insecure_http");
    problems.check(
        !audience.isEmpty(),
        "audience",
        audience,
        "what tokens say in aud, so that those made for others are refused");
    problems.check(!algorithms.isEmpty(), "algorithms", algorithms, "at least one");
    problems.each("algorithms", algorithms, ALGORITHMS::contains, String.join(", ", ALGORITHMS));
    problems.check(
        clockSkew.compareTo(Duration.ofMinutes(5)) <= 0, "clock_skew", clockSkew, "at most 5m");
    problems.raise();
  }
}

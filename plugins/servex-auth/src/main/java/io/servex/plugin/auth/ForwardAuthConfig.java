package io.servex.plugin.auth;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Unwise;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The keys below {@code forward_auth}: a service that says who sends a request. */
record ForwardAuthConfig(
    @Description("What is asked, with GET; https, or http on this machine") URI url,
    @Description("Whether it may be asked over http on another machine")
        @Default("false")
        @Unwise("whoever is on the way reads credentials and says who users are; better: https")
        boolean insecureHttp,
    @Description("How long it may take to answer") @Default("5s") Duration timeout,
    @Description("Fields of the request that it gets to see") @Default("[Authorization, Cookie]")
        List<String> requestHeaders,
    @Description("Field of its answer that tells users apart") @Default("X-User-ID")
        String userHeader,
    @Description("Field of its answer with what people call the user; the id where absent")
        @Default("X-User-Name")
        String nameHeader,
    @Description("Field of its answer with roles, with commas between them")
        @Default("X-User-Roles")
        String rolesHeader) {
  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

  /** What the client of the JDK writes itself, and what would change the message. */
  private static final Set<String> NEVER =
      Set.of(
          "connection", "content-length", "expect", "host", "upgrade", "transfer-encoding", "te");

  /** Checks what single values cannot say. */
  ForwardAuthConfig {
    AuthConfig.check(
        Urls.isSafe(url, insecureHttp),
        "forward_auth.url: " + Urls.shown(url) + " " + Urls.EXPECTED);
    AuthConfig.check(
        !timeout.isZero() && timeout.compareTo(Duration.ofMinutes(1)) <= 0,
        "forward_auth.timeout: expected: above 0, at most 1m");
    for (var name : requestHeaders) {
      AuthConfig.check(
          name.matches(TOKEN) && !NEVER.contains(name.toLowerCase(Locale.ROOT)),
          "forward_auth.request_headers: " + name + " (expected: a field that can be passed on)");
    }
    for (var name : List.of(userHeader, nameHeader, rolesHeader)) {
      AuthConfig.check(
          name.matches(TOKEN), "forward_auth: " + name + " (expected: the name of a field)");
    }
  }
}

package io.servex.plugin.auth;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.SettingProblems;
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
    var problems = new SettingProblems();
    problems.check(
        Urls.isSafe(url, insecureHttp), "url", Urls.shown(url), Urls.EXPECTED, "insecure_http");
    problems.check(
        !timeout.isZero() && timeout.compareTo(Duration.ofMinutes(1)) <= 0,
        "timeout",
        timeout,
        "above 0, at most 1m");
    problems.each(
        "request_headers",
        requestHeaders,
        name -> name.matches(TOKEN) && !NEVER.contains(name.toLowerCase(Locale.ROOT)),
        "a field that can be passed on");
    field(problems, "user_header", userHeader);
    field(problems, "name_header", nameHeader);
    field(problems, "roles_header", rolesHeader);
    problems.raise();
  }

  private static void field(SettingProblems problems, String key, String name) {
    problems.check(name.matches(TOKEN), key, name, "the name of a field");
  }
}

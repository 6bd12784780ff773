package io.servex.plugin.security;

import io.servex.api.http.PathScope;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.Secret;
import io.servex.api.plugin.SettingProblems;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of the section {@code security} that are about CSRF. */
record CsrfConfig(
    @Description("The request's field, the form's field and the parameter that carry the token")
        @Default("X-CSRF-Token")
        String csrfTokenName,
    @Description("The cookie that carries the token") @Default("csrf_token") String csrfCookieName,
    @Description("Hide the cookie from scripts") @Default("false") boolean csrfCookieHttpOnly,
    @Description("SameSite of the cookie: `strict`, `lax` or `none`") @Default("lax")
        SameSite csrfCookieSameSite,
    @Description("Secure of the cookie; always there over HTTPS, and with SameSite=None")
        @Default("false")
        boolean csrfCookieSecure,
    @Description("Path of the cookie") @Default("/") String csrfCookiePath,
    @Description("How long the cookie is kept, in seconds; 0 until the browser closes")
        @Default("3600")
        @Range(min = 0, max = 34_560_000)
        int csrfCookieMaxAge,
    @Description("Where GET answers with the token as JSON; nowhere when absent")
        Optional<String> csrfTokenEndpoint,
    @Description("The message of the 403") @Default("CSRF token validation failed")
        String csrfErrorMessage,
    @Description("Methods that change nothing, and need no token")
        @Default("[GET, HEAD, OPTIONS, TRACE]")
        List<String> csrfSafeMethods,
    @Description("Look for the token in the query too, where it ends in logs") @Default("false")
        boolean csrfAllowQuery,
    @Description(
            "What tokens are signed with, the same on all gateways behind one name; "
                + "made at the start when absent")
        Optional<Secret> csrfSecret,
    @Description("The cookie of the backend's session: a token is good with its value alone")
        Optional<String> csrfSessionCookie,
    @Description("Paths that need no token, beside `exclude_paths`") @Default("[]")
        List<String> csrfExcludePaths,
    @Description("Paths that need no token") @Default("[]") List<String> excludePaths,
    @Description("The only paths that need a token; all where there is none") @Default("[]")
        List<String> includePaths) {
  private static final int SHORTEST_SECRET = 32;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** Refuses what no browser would take. */
  CsrfConfig {
    var problems = new SettingProblems();
    token(problems, "csrf_token_name", csrfTokenName, "a field's name");
    token(problems, "csrf_cookie_name", csrfCookieName, "a cookie's name");
    problems.check(
        csrfCookiePath.matches("/[\\x21-\\x7e&&[^;,]]*"),
        "csrf_cookie_path",
        csrfCookiePath,
        "a path");
    var endpoint = csrfTokenEndpoint.orElse("/");
    problems.check(
        endpoint.startsWith("/") && !endpoint.contains("?"),
        "csrf_token_endpoint",
        endpoint,
        "a path that begins with a slash");
    problems.check(
        csrfSecret.isEmpty() || csrfSecret.get().reveal().length() >= SHORTEST_SECRET,
        "csrf_secret",
        "too short",
        SHORTEST_SECRET + " characters or more");
    problems.each(
        "csrf_safe_methods", csrfSafeMethods, method -> method.matches(TOKEN), "a method");
    csrfSafeMethods =
        csrfSafeMethods.stream().map(method -> method.toUpperCase(Locale.ROOT)).toList();
    csrfSessionCookie.ifPresent(
        name -> token(problems, "csrf_session_cookie", name, "a cookie's name"));
    problems.check(
        !csrfCookieName.startsWith("__Host-") || csrfCookieSecure && csrfCookiePath.equals("/"),
        "csrf_cookie_name",
        csrfCookieName,
        "csrf_cookie_secure and the path / with this prefix, or no browser keeps it",
        "csrf_cookie_secure",
        "csrf_cookie_path");
    problems.paths("csrf_exclude_paths", csrfExcludePaths);
    problems.paths("exclude_paths", excludePaths);
    problems.paths("include_paths", includePaths);
    problems.raise();
  }

  private static void token(SettingProblems problems, String key, String value, String expected) {
    problems.check(value.matches(TOKEN), key, value, expected);
  }

  PathScope scope() {
    var all = Stream.concat(excludePaths.stream(), csrfExcludePaths.stream()).toList();
    return new PathScope(includePaths, all);
  }
}

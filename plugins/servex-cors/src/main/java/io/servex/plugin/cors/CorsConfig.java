package io.servex.plugin.cors;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.SettingProblems;
import java.util.List;

/** What other origins may do. */
record CorsConfig(
    @Description(
            "Origins that may read answers: `https://a.example`, `https://*.example.com` for all names below, `null`, or `*` for any")
        @Default("[*]")
        List<String> allowOrigins,
    @Description("Methods that they may use; `*` for any")
        @Default("[GET, POST, PUT, DELETE, OPTIONS, HEAD, PATCH]")
        List<String> allowMethods,
    @Description("Fields that they may send; `*` for any")
        @Default("[Accept, Authorization, Content-Type, X-CSRF-Token]")
        List<String> allowHeaders,
    @Description("Fields of answers that scripts may read") @Default("[]")
        List<String> exposeHeaders,
    @Description("Whether cookies and other credentials may be sent along") @Default("false")
        boolean allowCredentials,
    @Description(
            "Seconds for which a browser may remember a permission; 0 leaves it to the browser")
        @Default("0")
        @Range(max = 86_400)
        int maxAge,
    @Description("Paths without any of this, whatever is included") @Default("[]")
        List<String> excludePaths,
    @Description("Paths to which it applies; empty for all") @Default("[]")
        List<String> includePaths) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** Refuses what would let nobody in, or everybody with the sessions of others. */
  CorsConfig {
    var problems = new SettingProblems();
    problems.readEach("allow_origins", allowOrigins, origin -> new Origins(List.of(origin)));
    tokens(problems, "allow_methods", allowMethods, "a method such as GET, or *");
    tokens(problems, "allow_headers", allowHeaders, "a field's name, or *");
    tokens(problems, "expose_headers", exposeHeaders, "a field's name, or *");
    problems.check(
        !allowCredentials || !allowOrigins.contains("*"),
        "allow_credentials",
        allowCredentials,
        "false, or allow_origins without *: any site would have its visitors' sessions",
        "allow_origins");
    problems.paths("exclude_paths", excludePaths);
    problems.paths("include_paths", includePaths);
    problems.raise();
  }

  private static void tokens(
      SettingProblems problems, String key, List<String> names, String expected) {
    problems.each(key, names, name -> name.matches(TOKEN), expected);
  }
}

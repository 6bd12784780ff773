package io.servex.plugin.security;

import io.servex.api.http.PathScope;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.SettingProblems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys of the section {@code security} but those of CSRF. */
record SecurityConfig(
    @Description("A bundle of fields, `basic` or `strict`; `basic` where no field is given")
        Optional<Preset> preset,
    @Description("Leave a field as it is that the backend sent") @Default("false")
        boolean preferUpstream,
    @Description("Content-Security-Policy, with default-src or script-src") @Default("")
        String contentSecurityPolicy,
    @Description("X-Content-Type-Options") @Default("") String xContentTypeOptions,
    @Description("X-Frame-Options") @Default("") String xFrameOptions,
    @Description("X-XSS-Protection") @Default("") String xXssProtection,
    @Description("Strict-Transport-Security, sent over HTTPS only") @Default("")
        String strictTransportSecurity,
    @Description("Referrer-Policy") @Default("") String referrerPolicy,
    @Description("Permissions-Policy") @Default("") String permissionsPolicy,
    @Description("X-Permitted-Cross-Domain-Policies") @Default("")
        String xPermittedCrossDomainPolicies,
    @Description("Cross-Origin-Embedder-Policy") @Default("") String crossOriginEmbedderPolicy,
    @Description("Cross-Origin-Opener-Policy") @Default("") String crossOriginOpenerPolicy,
    @Description("Cross-Origin-Resource-Policy") @Default("") String crossOriginResourcePolicy,
    @Description("Paths whose answers get no fields") @Default("[]") List<String> excludePaths,
    @Description("The only paths whose answers get fields; all where there is none") @Default("[]")
        List<String> includePaths) {
  static final String HSTS = "Strict-Transport-Security";

  /** What stands for no field where a preset has one. */
  private static final String NONE = "-";

  /** Refuses values that no field can have. */
  SecurityConfig {
    var problems = new SettingProblems();
    var policy = contentSecurityPolicy.toLowerCase(Locale.ROOT);
    problems.check(
        policy.isEmpty()
            || policy.equals(NONE)
            || policy.contains("default-src")
            || policy.contains("script-src"),
        "content_security_policy",
        contentSecurityPolicy,
        "a policy with default-src or script-src");
    given(
            contentSecurityPolicy,
            xContentTypeOptions,
            xFrameOptions,
            xXssProtection,
            strictTransportSecurity,
            referrerPolicy,
            permissionsPolicy,
            xPermittedCrossDomainPolicies,
            crossOriginEmbedderPolicy,
            crossOriginOpenerPolicy,
            crossOriginResourcePolicy)
        .forEach((name, value) -> check(problems, name, value));
    problems.paths("exclude_paths", excludePaths);
    problems.paths("include_paths", includePaths);
    problems.raise();
  }

  private static void check(SettingProblems problems, String name, String value) {
    problems.check(
        value.equals(value.strip()) && value.matches("[\\t\\x20-\\x7e\\x80-\\xff]*"),
        name.toLowerCase(Locale.ROOT).replace('-', '_'),
        value,
        "visible characters and spaces");
  }

  PathScope scope() {
    return new PathScope(includePaths, excludePaths);
  }

  /** The fields of answers by their names: those of the preset, and over them those given. */
  Map<String, String> fields() {
    var given =
        given(
            contentSecurityPolicy,
            xContentTypeOptions,
            xFrameOptions,
            xXssProtection,
            strictTransportSecurity,
            referrerPolicy,
            permissionsPolicy,
            xPermittedCrossDomainPolicies,
            crossOriginEmbedderPolicy,
            crossOriginOpenerPolicy,
            crossOriginResourcePolicy);
    var bare = given.values().stream().allMatch(value -> value.isEmpty() || value.equals(NONE));
    var fields = preset.or(() -> bare ? Optional.of(Preset.BASIC) : Optional.empty());
    var all = new LinkedHashMap<>(fields.map(Preset::fields).orElseGet(Map::of));
    given.forEach((name, value) -> {
      if (value.equals(NONE)) {
        all.remove(name);
      } else if (!value.isEmpty()) {
        all.put(name, value);
      }
    });
    return all;
  }

  private static Map<String, String> given(String... values) {
    var names =
        List.of(
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "X-Frame-Options",
            "X-XSS-Protection",
            HSTS,
            "Referrer-Policy",
            "Permissions-Policy",
            "X-Permitted-Cross-Domain-Policies",
            "Cross-Origin-Embedder-Policy",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy");
    var given = new LinkedHashMap<String, String>();
    for (var i = 0; i < values.length; i++) {
      given.put(names.get(i), values[i]);
    }
    return given;
  }
}

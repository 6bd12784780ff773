package io.servex.server.config;

import io.servex.core.route.RouteRule;
import io.servex.core.route.ShadowedRules;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Advice about rules that no request reaches. */
final class RuleOverlaps {
  /** Fields whose values are credentials. */
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie", "x-api-key", "x-auth-token");

  private RuleOverlaps() {}

  static void advise(List<ProxySection.Rule> rules, Problems problems) {
    for (var shadow : ShadowedRules.of(rules.stream().map(RuleOverlaps::conditions).toList())) {
      var by = rules.get(shadow.by()).name();
      var taker = "proxy.rules[" + shadow.by() + "]" + (by.isEmpty() ? "" : " (" + by + ")");
      var example = shown(shadow.example());
      problems.advise(
          false,
          "proxy.rules[" + shadow.rule() + "]",
          "never applies, for "
              + taker
              + " takes all of its requests"
              + (example == null ? "" : ", such as " + example)
              + " (better: the narrower rule first)");
    }
  }

  /** A condition that a plugin decides may say anything. */
  private static RouteRule conditions(ProxySection.Rule rule) {
    return new RouteRule(
        rule.name(),
        rule.pathPrefix().orElse(null),
        rule.pathRegex().orElse(null),
        rule.host().orElse(null),
        rule.headers(),
        rule.methods(),
        rule.match().isEmpty() ? List.of() : List.of(request -> false));
  }

  /** The request line with its host, and the fields that matter: a line for people. */
  private static @Nullable String shown(@Nullable String head) {
    if (head == null) {
      return null;
    }
    var lines = head.strip().split("\r\n");
    var target = lines[0].split(" ");
    var host = lines[1].substring("Host: ".length());
    var text = new StringBuilder(target[0] + " http://" + host + target[1]);
    for (var i = 2; i < lines.length; i++) {
      var name = lines[i].substring(0, lines[i].indexOf(':'));
      var secret = CREDENTIALS.contains(name.toLowerCase(Locale.ROOT));
      text.append(i == 2 ? " with " : " and ").append(secret ? name : lines[i]);
    }
    return text.toString();
  }
}

package io.servex.plugin.filter;

import com.google.re2j.Pattern;
import io.servex.api.http.RequestHead;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which user agents are refused. A request with several of them is refused for any; one without has
 * the empty name.
 *
 * <p><b>Threading:</b> immutable.
 */
final class AgentRules {
  private static final String FIELD = "User-Agent";
  private static final Refusal STRANGE =
      new Refusal(Refusal.Part.USER_AGENT, "user agent not in allowed list");

  private final Set<String> allowed;
  private final List<Pattern> allowedPatterns;
  private final Fragments blocked;
  private final List<Pattern> blockedPatterns;
  private final List<Refusal> refusals;
  private final List<Refusal> patternRefusals;
  private final boolean open;
  private final boolean silent;

  AgentRules(RuleSettings.Agents settings) {
    this.allowed = Set.copyOf(settings.allowed());
    this.allowedPatterns = Checks.patterns(settings.allowedRegex());
    this.blocked = new Fragments(settings.blocked());
    this.blockedPatterns = Checks.patterns(settings.blockedRegex());
    this.refusals =
        settings.blocked().stream()
            .map(part -> new Refusal(Refusal.Part.USER_AGENT, "blocked user agent: " + part))
            .toList();
    this.patternRefusals =
        settings.blockedRegex().stream()
            .map(regex -> new Refusal(Refusal.Part.USER_AGENT, "regex match: " + regex))
            .toList();
    this.open = allowed.isEmpty() && allowedPatterns.isEmpty();
    this.silent = open && refusals.isEmpty() && patternRefusals.isEmpty();
  }

  /** Why a request is refused; null when it is not. */
  @Nullable Refusal check(RequestHead request) {
    if (silent) {
      return null;
    }
    var agents = request.headers(FIELD);
    if (agents.isEmpty()) {
      return check("");
    }
    for (var i = 0; i < agents.size(); i++) {
      var refusal = check(agents.get(i));
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private @Nullable Refusal check(String agent) {
    var part = blocked.find(agent);
    if (part >= 0) {
      return refusals.get(part);
    }
    for (var i = 0; i < blockedPatterns.size(); i++) {
      if (blockedPatterns.get(i).matcher(agent).find()) {
        return patternRefusals.get(i);
      }
    }
    if (open || allowed.contains(agent)) {
      return null;
    }
    for (var i = 0; i < allowedPatterns.size(); i++) {
      if (allowedPatterns.get(i).matcher(agent).find()) {
        return null;
      }
    }
    return STRANGE;
  }
}

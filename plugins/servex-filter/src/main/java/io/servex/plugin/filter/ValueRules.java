package io.servex.plugin.filter;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which values of fields, or of query parameters, are refused: what must not be there first, then
 * what must, both in the order of the configuration.
 *
 * <p><b>Threading:</b> immutable.
 */
final class ValueRules {
  private final List<ValueRule> blocked = new ArrayList<>();
  private final List<ValueRule> required = new ArrayList<>();

  /**
   * Makes rules.
   *
   * @param part what the values are of
   * @param noun the same, in words
   */
  ValueRules(RuleSettings.Values settings, Refusal.Part part, String noun) {
    exact(
        blocked, settings.blocked(), name -> new Refusal(part, "blocked value of " + noun + name));
    regex(
        blocked,
        settings.blockedRegex(),
        name -> new Refusal(part, "regex match in " + noun + name));
    exact(
        required,
        settings.allowed(),
        name -> new Refusal(part, "no allowed value of required " + noun + name));
    regex(
        required,
        settings.allowedRegex(),
        name -> new Refusal(part, "no regex match in required " + noun + name));
  }

  private static void exact(
      List<ValueRule> rules, Map<String, List<String>> values, Function<String, Refusal> why) {
    values.forEach((name, entries) ->
        rules.add(new ValueRule(name, Set.copyOf(entries), List.of(), why.apply(name))));
  }

  private static void regex(
      List<ValueRule> rules, Map<String, List<String>> values, Function<String, Refusal> why) {
    values.forEach((name, entries) -> {
      List<Pattern> patterns = Checks.patterns(entries);
      rules.add(new ValueRule(name, Set.of(), patterns, why.apply(name)));
    });
  }

  /** Whether there is no rule. */
  boolean isEmpty() {
    return blocked.isEmpty() && required.isEmpty();
  }

  /**
   * Why values are refused; null when they are not.
   *
   * @param suspects gives the values of a name that something may have
   * @param facts gives those that it has for certain
   */
  @Nullable Refusal check(
      Function<String, List<String>> suspects, Function<String, List<String>> facts) {
    for (var i = 0; i < blocked.size(); i++) {
      var rule = blocked.get(i);
      if (rule.hits(suspects.apply(rule.name()))) {
        return rule.refusal();
      }
    }
    for (var i = 0; i < required.size(); i++) {
      var rule = required.get(i);
      if (!rule.hits(facts.apply(rule.name()))) {
        return rule.refusal();
      }
    }
    return null;
  }
}

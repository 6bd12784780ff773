package io.servex.plugin.filter;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Set;

/**
 * One name and the values that it is about.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param name whose values
 * @param values whole values
 * @param patterns what is to be found in a value
 * @param refusal why a request is refused by this rule
 */
record ValueRule(String name, Set<String> values, List<Pattern> patterns, Refusal refusal) {
  /** Whether one of some values is one that the rule is about. */
  boolean hits(List<String> given) {
    for (var i = 0; i < given.size(); i++) {
      if (hits(given.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean hits(String value) {
    if (values.contains(value)) {
      return true;
    }
    for (var i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matcher(value).find()) {
        return true;
      }
    }
    return false;
  }
}

package io.servex.plugin.filter;

import java.util.List;
import java.util.Map;

/**
 * Rules as they are configured, for all paths or for some. What no rule can be made of is refused
 * with an {@link IllegalArgumentException} that names its key and place.
 *
 * @param ips allowed and blocked addresses
 * @param agents allowed and blocked user agents
 * @param headers allowed and blocked values of fields
 * @param query allowed and blocked values of query parameters
 */
record RuleSettings(Addresses ips, Agents agents, Values headers, Values query) {
  /** Refuses names without values. */
  RuleSettings {
    headers.check("headers");
    query.check("query_params");
  }

  /**
   * Addresses and blocks of them.
   *
   * @param allowed if there are any, the client must be among them
   * @param blocked the client must not be among these
   */
  record Addresses(List<String> allowed, List<String> blocked) {
    /** Refuses what is no address and no block. */
    Addresses {
      Checks.addresses("allowed_ips", allowed);
      Checks.addresses("blocked_ips", blocked);
    }
  }

  /**
   * User agents.
   *
   * @param allowed whole names
   * @param allowedRegex expressions to be found in the name
   * @param blocked parts of names, in any case
   * @param blockedRegex expressions to be found in the name
   */
  record Agents(
      List<String> allowed,
      List<String> allowedRegex,
      List<String> blocked,
      List<String> blockedRegex) {
    /** Refuses empty texts, and what is no expression. */
    Agents {
      Checks.texts("allowed_user_agents", allowed);
      Checks.patterns("allowed_user_agents_regex", allowedRegex);
      Checks.texts("blocked_user_agents", blocked);
      Checks.patterns("blocked_user_agents_regex", blockedRegex);
    }
  }

  /**
   * Values by the names of what has them.
   *
   * @param allowed for each name, one of its values must be one of these
   * @param allowedRegex for each name, one of these must be found in one of its values
   * @param blocked for each name, none of its values must be one of these
   * @param blockedRegex for each name, none of these must be found in any of its values
   */
  record Values(
      Map<String, List<String>> allowed,
      Map<String, List<String>> allowedRegex,
      Map<String, List<String>> blocked,
      Map<String, List<String>> blockedRegex) {
    private void check(String what) {
      Checks.values("allowed_" + what, allowed);
      Checks.valuePatterns("allowed_" + what + "_regex", allowedRegex);
      Checks.values("blocked_" + what, blocked);
      Checks.valuePatterns("blocked_" + what + "_regex", blockedRegex);
    }
  }
}

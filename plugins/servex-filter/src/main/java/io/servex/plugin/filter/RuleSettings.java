package io.servex.plugin.filter;

import io.servex.api.plugin.SettingProblems;
import java.util.List;
import java.util.Map;

/**
 * Rules as they are configured, for all paths or for some.
 *
 * @param ips allowed and blocked addresses
 * @param agents allowed and blocked user agents
 * @param headers allowed and blocked values of fields
 * @param query allowed and blocked values of query parameters
 */
record RuleSettings(Addresses ips, Agents agents, Values headers, Values query) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** Tells of what no rule can be made of. */
  void check(SettingProblems problems) {
    problems.addresses("allowed_ips", ips.allowed);
    problems.addresses("blocked_ips", ips.blocked);
    Checks.texts(problems, "allowed_user_agents", agents.allowed);
    Checks.patterns(problems, "allowed_user_agents_regex", agents.allowedRegex);
    Checks.texts(problems, "blocked_user_agents", agents.blocked);
    Checks.patterns(problems, "blocked_user_agents_regex", agents.blockedRegex);
    headers.names(problems);
    headers.check(problems, "headers");
    query.check(problems, "query_params");
  }

  /**
   * Addresses and blocks of them.
   *
   * @param allowed if there are any, the client must be among them
   * @param blocked the client must not be among these
   */
  record Addresses(List<String> allowed, List<String> blocked) {}

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
      List<String> blockedRegex) {}

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
    /** A name that no field can have would block nothing. */
    private void names(SettingProblems problems) {
      names(problems, "allowed_headers", allowed);
      names(problems, "allowed_headers_regex", allowedRegex);
      names(problems, "blocked_headers", blocked);
      names(problems, "blocked_headers_regex", blockedRegex);
    }

    private static void names(
        SettingProblems problems, String key, Map<String, List<String>> values) {
      for (var name : values.keySet()) {
        problems.check(name.matches(TOKEN), key + "." + name, name, "a field's name");
      }
    }

    private void check(SettingProblems problems, String what) {
      Checks.values(problems, "allowed_" + what, allowed);
      Checks.valuePatterns(problems, "allowed_" + what + "_regex", allowedRegex);
      Checks.values(problems, "blocked_" + what, blocked);
      Checks.valuePatterns(problems, "blocked_" + what + "_regex", blockedRegex);
    }
  }
}

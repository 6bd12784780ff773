package io.servex.plugin.filter;

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
      Map<String, List<String>> blockedRegex) {}
}

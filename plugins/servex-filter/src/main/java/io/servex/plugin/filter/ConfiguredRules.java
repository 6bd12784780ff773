package io.servex.plugin.filter;

import java.util.List;
import java.util.Map;

/** The keys that rules have everywhere: for all paths, and in a location. */
interface ConfiguredRules {
  List<String> allowedIps();

  List<String> blockedIps();

  List<String> allowedUserAgents();

  List<String> allowedUserAgentsRegex();

  List<String> blockedUserAgents();

  List<String> blockedUserAgentsRegex();

  Map<String, List<String>> allowedHeaders();

  Map<String, List<String>> allowedHeadersRegex();

  Map<String, List<String>> blockedHeaders();

  Map<String, List<String>> blockedHeadersRegex();

  Map<String, List<String>> allowedQueryParams();

  Map<String, List<String>> allowedQueryParamsRegex();

  Map<String, List<String>> blockedQueryParams();

  Map<String, List<String>> blockedQueryParamsRegex();

  /** The same, by what they look at. */
  default RuleSettings rules() {
    return new RuleSettings(
        new RuleSettings.Addresses(allowedIps(), blockedIps()),
        new RuleSettings.Agents(
            allowedUserAgents(),
            allowedUserAgentsRegex(),
            blockedUserAgents(),
            blockedUserAgentsRegex()),
        new RuleSettings.Values(
            allowedHeaders(), allowedHeadersRegex(), blockedHeaders(), blockedHeadersRegex()),
        new RuleSettings.Values(
            allowedQueryParams(),
            allowedQueryParamsRegex(),
            blockedQueryParams(),
            blockedQueryParamsRegex()));
  }
}

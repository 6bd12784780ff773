package io.servex.plugin.filter;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.SettingProblems;
import java.util.List;
import java.util.Map;

/** Which requests are refused. */
record FilterConfig(
    @Description("Addresses and CIDRs; if there are any, clients must be among them") @Default("[]")
        List<String> allowedIps,
    @Description("Addresses and CIDRs that are refused, even if they are allowed") @Default("[]")
        List<String> blockedIps,
    @Description("Whole user agents; if there are any, clients must have one of them")
        @Default("[]")
        List<String> allowedUserAgents,
    @Description("Regular expressions (RE2) that allow a user agent in which they are found")
        @Default("[]")
        List<String> allowedUserAgentsRegex,
    @Description("Parts of user agents, in any case, that are refused") @Default("[]")
        List<String> blockedUserAgents,
    @Description("Regular expressions (RE2) that refuse a user agent in which they are found")
        @Default("[]")
        List<String> blockedUserAgentsRegex,
    @Description("For each field, values of which it must have one") @Default("{}")
        Map<String, List<String>> allowedHeaders,
    @Description("For each field, regular expressions of which one must be found in a value")
        @Default("{}")
        Map<String, List<String>> allowedHeadersRegex,
    @Description("For each field, values that it must not have") @Default("{}")
        Map<String, List<String>> blockedHeaders,
    @Description("For each field, regular expressions that must not be found in a value")
        @Default("{}")
        Map<String, List<String>> blockedHeadersRegex,
    @Description("For each parameter, values of which it must have one") @Default("{}")
        Map<String, List<String>> allowedQueryParams,
    @Description("For each parameter, regular expressions of which one must be found in a value")
        @Default("{}")
        Map<String, List<String>> allowedQueryParamsRegex,
    @Description("For each parameter, values that it must not have") @Default("{}")
        Map<String, List<String>> blockedQueryParams,
    @Description("For each parameter, regular expressions that must not be found in a value")
        @Default("{}")
        Map<String, List<String>> blockedQueryParamsRegex,
    @Description("Paths without these rules, whatever is included") @Default("[]")
        List<String> excludePaths,
    @Description("Paths with these rules; empty for all") @Default("[]") List<String> includePaths,
    @Description("Status of refused requests") @Default("403") @Range(min = 400, max = 599)
        int statusCode,
    @Description("Message of refused requests") @Default("Request blocked by security filter")
        String message,
    @Description(
            "Proxies whose word about the client counts; empty for those of `server.trusted_proxies`")
        @Default("[]")
        List<String> trustedProxies,
    @Description("Rules for some paths, in the place of those outside; the first that fits counts")
        @Default("[]")
        List<Location> locations)
    implements ConfiguredRules {
  /** Rules for some paths. */
  record Location(
      @Description("Paths of this location") List<String> paths,
      @Default("[]") List<String> allowedIps,
      @Default("[]") List<String> blockedIps,
      @Default("[]") List<String> allowedUserAgents,
      @Default("[]") List<String> allowedUserAgentsRegex,
      @Default("[]") List<String> blockedUserAgents,
      @Default("[]") List<String> blockedUserAgentsRegex,
      @Default("{}") Map<String, List<String>> allowedHeaders,
      @Default("{}") Map<String, List<String>> allowedHeadersRegex,
      @Default("{}") Map<String, List<String>> blockedHeaders,
      @Default("{}") Map<String, List<String>> blockedHeadersRegex,
      @Default("{}") Map<String, List<String>> allowedQueryParams,
      @Default("{}") Map<String, List<String>> allowedQueryParamsRegex,
      @Default("{}") Map<String, List<String>> blockedQueryParams,
      @Default("{}") Map<String, List<String>> blockedQueryParamsRegex,
      @Default("403") @Range(min = 400, max = 599) int statusCode,
      @Default("Request blocked by security filter") String message)
      implements ConfiguredRules {
    /** Refuses what no rule can be made of. */
    Location {
      var problems = new SettingProblems();
      problems.check(!paths.isEmpty(), "paths", paths, "at least one path");
      problems.paths("paths", paths);
      new RuleSettings(
              new RuleSettings.Addresses(allowedIps, blockedIps),
              new RuleSettings.Agents(
                  allowedUserAgents,
                  allowedUserAgentsRegex,
                  blockedUserAgents,
                  blockedUserAgentsRegex),
              new RuleSettings.Values(
                  allowedHeaders, allowedHeadersRegex, blockedHeaders, blockedHeadersRegex),
              new RuleSettings.Values(
                  allowedQueryParams,
                  allowedQueryParamsRegex,
                  blockedQueryParams,
                  blockedQueryParamsRegex))
          .check(problems);
      problems.raise();
    }
  }

  /** Refuses what no rule can be made of, so that it is found before anything starts. */
  FilterConfig {
    var problems = new SettingProblems();
    new RuleSettings(
            new RuleSettings.Addresses(allowedIps, blockedIps),
            new RuleSettings.Agents(
                allowedUserAgents,
                allowedUserAgentsRegex,
                blockedUserAgents,
                blockedUserAgentsRegex),
            new RuleSettings.Values(
                allowedHeaders, allowedHeadersRegex, blockedHeaders, blockedHeadersRegex),
            new RuleSettings.Values(
                allowedQueryParams,
                allowedQueryParamsRegex,
                blockedQueryParams,
                blockedQueryParamsRegex))
        .check(problems);
    problems.addresses("trusted_proxies", trustedProxies);
    problems.paths("exclude_paths", excludePaths);
    problems.paths("include_paths", includePaths);
    problems.raise();
  }
}

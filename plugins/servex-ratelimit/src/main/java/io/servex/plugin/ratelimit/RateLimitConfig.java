package io.servex.plugin.ratelimit;

import io.servex.api.plugin.Choice;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.SettingProblems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How often clients may ask. */
record RateLimitConfig(
    @Description("Requests that one client may send in an interval, for the paths of no location")
        Optional<Integer> requestsPerInterval,
    @Description("How long an interval is") @Default("1m") Duration interval,
    @Description(
            "Requests that a client may send at once; `requests_per_interval` when absent or 0")
        Optional<Integer> burstSize,
    @Description("Status of refused requests") @Default("429") @Range(min = 400, max = 599)
        int statusCode,
    @Description("Message of refused requests") @Default("Rate limit exceeded, try again later.")
        String message,
    @Description("Paths without a limit, whatever is included") @Default("[]")
        List<String> excludePaths,
    @Description("Paths with a limit; empty for all") @Default("[]") List<String> includePaths,
    @Description(
            "Proxies whose word about the client counts; empty for those of `server.trusted_proxies`")
        @Default("[]")
        List<String> trustedProxies,
    @Description(
            "By what clients are told apart: `ip`, `header:NAME`, or `user`; without that field or user, the address counts")
        @Default("ip")
        String key,
    @Description("Bits of an IPv6 address that are one client")
        @Default("64")
        @Range(min = 32, max = 128)
        int ipv6Prefix,
    @Description("Clients for which each limit is exact at one time; 32 bytes each at most")
        @Default("262144")
        @Range(min = 1, max = 100_000_000)
        int maxKeys,
    @Description(
            "Where is kept what clients have left: `memory`, or the type of a store that lies beside the plugin, with its settings")
        @Default("memory")
        Choice store,
    @Description("Whether answers carry `RateLimit` and `RateLimit-Policy` too") @Default("false")
        boolean draftHeaders,
    @Description("Limits for some paths, each with buckets of its own; the first that fits counts")
        @Default("[]")
        List<Location> locations) {
  /** A limit for some paths. */
  record Location(
      @Description("Paths of this location") List<String> paths,
      @Description("Whether it counts; false for a location that limits nothing") @Default("true")
          boolean enabled,
      @Description("Requests that one client may send in an interval")
          Optional<Integer> requestsPerInterval,
      @Description("How long an interval is") @Default("1m") Duration interval,
      @Description(
              "Requests that a client may send at once; `requests_per_interval` when absent or 0")
          Optional<Integer> burstSize,
      @Description("Status of refused requests") @Default("429") @Range(min = 400, max = 599)
          int statusCode,
      @Description("Message of refused requests") @Default("Rate limit exceeded, try again later.")
          String message,
      @Description("By what clients are told apart; as outside where it is absent")
          Optional<String> key) {
    /** Refuses a location that no path is in, and one without a limit. */
    Location {
      burstSize = burstSize.filter(size -> size != 0);
      var problems = new SettingProblems();
      problems.check(!paths.isEmpty(), "paths", paths, "at least one path");
      problems.paths("paths", paths);
      if (enabled) {
        problems.check(
            requestsPerInterval.isPresent(),
            "requests_per_interval",
            requestsPerInterval,
            "1 or more");
        new LimitSettings(
                requestsPerInterval.orElse(1),
                interval,
                burstSize,
                statusCode,
                message,
                key.orElse("ip"))
            .check(problems);
      }
      problems.raise();
    }

    LimitSettings settings(String otherwise) {
      return new LimitSettings(
          requestsPerInterval.orElse(0),
          interval,
          burstSize,
          statusCode,
          message,
          key.orElse(otherwise));
    }
  }

  /** Refuses what no limit can be made of, so that it is found before anything starts. */
  RateLimitConfig {
    burstSize = burstSize.filter(size -> size != 0);
    var problems = new SettingProblems();
    problems.check(
        requestsPerInterval.isPresent() || locations.stream().anyMatch(Location::enabled),
        "requests_per_interval",
        requestsPerInterval,
        "1 or more",
        "locations");
    new LimitSettings(requestsPerInterval.orElse(1), interval, burstSize, statusCode, message, key)
        .check(problems);
    problems.paths("exclude_paths", excludePaths);
    problems.paths("include_paths", includePaths);
    problems.addresses("trusted_proxies", trustedProxies);
    var chosen = store;
    problems.read("", () -> BucketStores.installed().settings(chosen));
    sameUsers(problems, requestsPerInterval.isPresent(), key, locations);
    problems.raise();
  }

  /** Users are known later than addresses, so that a filter limits by the one or by the other. */
  private static void sameUsers(
      SettingProblems problems, boolean everywhere, String key, List<Location> locations) {
    Boolean byUser = everywhere ? isUser(key) : null;
    for (var i = 0; i < locations.size(); i++) {
      var own = locations.get(i).key().orElse(key);
      if (locations.get(i).enabled()) {
        problems.check(
            byUser == null || byUser == isUser(own),
            locations.get(i).key().isPresent() ? "locations[" + i + "].key" : "key",
            own,
            "user for all limits of one filter, or for none: users are known later than addresses",
            "key",
            "locations");
        byUser = isUser(own);
      }
    }
  }

  private static boolean isUser(String key) {
    return key.equalsIgnoreCase(LimitKey.USER);
  }

  /** The limit for the paths of no location. */
  Optional<LimitSettings> everywhere() {
    return requestsPerInterval.map(
        requests -> new LimitSettings(requests, interval, burstSize, statusCode, message, key));
  }

  /** Whether clients are told apart by who they are. */
  boolean byUser() {
    return everywhere()
        .or(() ->
            locations.stream()
                .filter(Location::enabled)
                .findFirst()
                .map(location -> location.settings(key)))
        .map(limit -> limit.limitKey() instanceof LimitKey.User)
        .orElse(false);
  }
}

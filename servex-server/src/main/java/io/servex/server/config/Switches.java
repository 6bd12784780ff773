package io.servex.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Advice about sections that say something, and are not switched on. */
final class Switches {
  private static final String SWITCH = "enabled";
  private static final String CSRF = "csrf_";

  /** The keys of {@code proxy.health_check} that count without probes. */
  private static final Set<String> PASSIVE = Set.of("passive", "panic_threshold", "retry_count");

  private final Problems problems;

  Switches(Problems problems) {
    this.problems = problems;
  }

  /** Looks at all sections. */
  void advise(ServexConfig config) {
    var captured =
        config.proxy().rules().stream()
            .anyMatch(rule -> DumpChecks.captured(config.proxy().trafficDump(), rule));
    below(ConfigKey.of(ServexConfig.class), "", captured);
    if (problems.given("security") instanceof ConfigNode.Mapping security) {
      csrf(security);
    }
  }

  private void below(List<ConfigKey> keys, String path, boolean captured) {
    for (var key : keys) {
      var at = path.isEmpty() ? key.name() : path + "." + key.name();
      if (!(problems.given(at) instanceof ConfigNode.Mapping section)) {
        continue;
      }
      var type = ConfigKey.section(key.type());
      if (type != null) {
        section(ConfigKey.of(type), section, at, captured);
      } else if (path.isEmpty()
          && key.type() == ConfigNode.class
          && !at.equals(FilterBlock.CHANGEABLE)) {
        silent(section, at);
      }
    }
  }

  private void section(
      List<ConfigKey> keys, ConfigNode.Mapping section, String path, boolean captured) {
    var switched = keys.stream().anyMatch(key -> key.name().equals(SWITCH) && isOff(key));
    if (switched && !counts(section, path, captured)) {
      silent(section, path);
    }
    if (!switched || FilterBlock.on(path, section)) {
      below(keys, path, captured);
    }
  }

  private void silent(ConfigNode.Mapping section, String path) {
    if (!section.entries().isEmpty() && !section.entries().containsKey(SWITCH)) {
      problems.advise(
          false,
          path,
          "without enabled, so nothing of it is in force (better: enabled: true, or enabled: false)");
    }
  }

  /** Whether something of a section is in force though it is off. */
  private static boolean counts(ConfigNode.Mapping section, String path, boolean captured) {
    return switch (path) {
      case "proxy.traffic_dump" -> captured;
      case "proxy.health_check" -> section.entries().keySet().stream().anyMatch(PASSIVE::contains);
      default -> false;
    };
  }

  private static boolean isOff(ConfigKey key) {
    return "false".equals(key.fallback());
  }

  /** The switch of CSRF stands behind that of its section. */
  private void csrf(ConfigNode.Mapping security) {
    var said = security.entries().get(CSRF + SWITCH);
    var on =
        said instanceof ConfigNode.Scalar(_, var text)
            && Set.of("true", "yes", "on", "y").contains(text.toLowerCase(Locale.ROOT));
    if (on && security.entries().containsKey(SWITCH) && !FilterBlock.on("security", security)) {
      problems.advise(
          false,
          "security." + CSRF + SWITCH,
          "true, and nothing protects while the section is off (better: enabled: true)");
    }
    if (said == null && FilterBlock.on("security", security)) {
      security.entries().keySet().stream()
          .filter(key -> key.startsWith(CSRF))
          .findFirst()
          .ifPresent(key ->
              problems.advise(
                  false,
                  "security." + key,
                  "without csrf_enabled, so nothing protects (better: csrf_enabled: true, or false)"));
    }
  }
}

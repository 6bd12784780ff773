package io.servex.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A top-level section that configures a filter for all requests, in the form that it had before
 * there were filters: its name is the filter's type, and {@code enabled} switches it on.
 *
 * @param path the section's key
 * @param type the filter's type
 * @param enabled whether it is switched on
 * @param choice the filter's type and settings
 */
public record FilterBlock(String path, String type, boolean enabled, ConfigNode choice) {
  private static final String SWITCH = "enabled";
  private static final String CSRF = "csrf_";

  /** The section that can be changed at run time. */
  static final String CHANGEABLE = "filter";

  /** The keys of {@code filter} that block nothing by themselves. */
  private static final Set<String> SCOPE =
      Set.of("exclude_paths", "include_paths", "trusted_proxies", "status_code", "message", "mode");

  /** The sections that are switched on, in the order of the phases. */
  public static List<FilterBlock> enabled(ServexConfig config) {
    return all(config).stream().filter(FilterBlock::enabled).toList();
  }

  /** The section {@code filter} for changes at run time, where nothing of it is configured yet. */
  public static FilterBlock changeable(ServexConfig config) {
    var given = all(config).stream().filter(block -> block.path().equals(CHANGEABLE)).findFirst();
    if (given.isPresent()) {
      return given.get();
    }
    var place = Place.of("admin");
    var choice = ConfigNode.Mapping.empty(place);
    choice.entries().put("type", new ConfigNode.Scalar(place, CHANGEABLE));
    choice.keys().put("type", place);
    return new FilterBlock(CHANGEABLE, CHANGEABLE, false, choice);
  }

  /** The sections that are there. */
  static List<FilterBlock> all(ServexConfig config) {
    var blocks = new ArrayList<FilterBlock>();
    security(blocks, config.security());
    add(blocks, "cors", config.cors());
    add(blocks, "filter", config.filter());
    add(blocks, "rate_limit", config.rateLimit());
    add(blocks, "auth", config.auth());
    add(blocks, "cache", config.cache());
    add(blocks, "compression", config.compression());
    add(blocks, "static_files", config.staticFiles());
    return blocks;
  }

  /** The types of the filters that a section configures, now or, as admin does, at run time. */
  static List<String> types(String section) {
    return switch (section) {
      case "security" -> List.of(section, "csrf");
      case "admin" -> List.of("filter");
      default -> List.of(section);
    };
  }

  /** The key that switches a filter on. */
  public static String onOff(String type) {
    return type.equals("csrf") ? CSRF + SWITCH : SWITCH;
  }

  /** The keys about CSRF are those of a filter of its own, which stands elsewhere. */
  private static void security(List<FilterBlock> blocks, Optional<ConfigNode> section) {
    if (section.isPresent() && section.get() instanceof ConfigNode.Mapping given) {
      blocks.add(block("security", "security", SWITCH, given, key -> !key.startsWith(CSRF)));
      var csrf =
          block(
              "security",
              "csrf",
              CSRF + SWITCH,
              given,
              key -> key.startsWith(CSRF) || key.endsWith("_paths") || key.equals("mode"));
      var enabled = on("security", given) && csrf.enabled();
      blocks.add(new FilterBlock("security", "csrf", enabled, csrf.choice()));
    } else {
      add(blocks, "security", section);
    }
  }

  private static void add(List<FilterBlock> blocks, String path, Optional<ConfigNode> section) {
    if (section.isEmpty()) {
      return;
    }
    if (section.get() instanceof ConfigNode.Mapping given) {
      blocks.add(block(path, path, SWITCH, given, _ -> true));
    } else {
      blocks.add(new FilterBlock(path, path, false, section.get()));
    }
  }

  private static FilterBlock block(
      String path, String type, String onOff, ConfigNode.Mapping given, Predicate<String> part) {
    var choice = ConfigNode.Mapping.empty(given.place());
    choice.entries().putAll(given.entries());
    choice.keys().putAll(given.keys());
    choice.keys().keySet().removeIf(key -> key.equals(onOff) || !part.test(key));
    choice.entries().keySet().removeIf(key -> key.equals(onOff) || !part.test(key));
    choice.entries().put("type", new ConfigNode.Scalar(given.place(), type));
    choice.keys().put("type", given.place());
    return new FilterBlock(path, type, on(path, onOff, given), choice);
  }

  /** The section {@code filter} has no switch: any of its rules is one. */
  static boolean on(String path, ConfigNode.Mapping section) {
    return on(path, SWITCH, section);
  }

  private static boolean on(String path, String onOff, ConfigNode.Mapping section) {
    var given = section.entries().get(onOff);
    if (given != null || !path.equals("filter")) {
      return given instanceof ConfigNode.Scalar(_, var text)
          && !Set.of("", "false", "no", "off", "n", "0").contains(text.toLowerCase(Locale.ROOT));
    }
    return section.entries().entrySet().stream()
        .anyMatch(entry -> !SCOPE.contains(entry.getKey()) && filled(entry.getValue()));
  }

  private static boolean filled(ConfigNode node) {
    return switch (node) {
      case ConfigNode.Scalar scalar -> !scalar.text().isEmpty();
      case ConfigNode.Sequence sequence -> !sequence.items().isEmpty();
      case ConfigNode.Mapping mapping -> !mapping.entries().isEmpty();
    };
  }
}

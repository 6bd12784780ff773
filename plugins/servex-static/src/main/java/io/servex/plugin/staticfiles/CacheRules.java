package io.servex.plugin.staticfiles;

import io.servex.api.plugin.SettingProblems;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long files may be kept: by their path, else by the longest prefix, else by their extension,
 * else all alike.
 *
 * <p>Immutable.
 */
final class CacheRules {
  private final Map<String, Integer> exact = new HashMap<>();
  private final List<Map.Entry<String, Integer>> prefixes;
  private final Map<String, Integer> extensions = new HashMap<>();
  private final int otherwise;
  private final boolean silent;

  CacheRules(int maxAge, Map<String, Integer> rules) {
    rules.forEach((pattern, seconds) -> {
      if (pattern.startsWith("/") && !pattern.endsWith("*")) {
        exact.put(pattern, seconds);
      } else if (!pattern.startsWith("/")) {
        extensions.put(extension(pattern), seconds);
      }
    });
    this.prefixes =
        rules.entrySet().stream()
            .filter(rule -> rule.getKey().startsWith("/") && rule.getKey().endsWith("*"))
            .map(rule ->
                Map.entry(rule.getKey().substring(0, rule.getKey().length() - 1), rule.getValue()))
            .sorted(
                Comparator.comparingInt(
                    (Map.Entry<String, Integer> rule) -> -rule.getKey().length()))
            .toList();
    this.otherwise = maxAge;
    this.silent = maxAge == 0 && rules.isEmpty();
  }

  /** Tells of patterns that fit nothing, and of times that are none. */
  static void check(SettingProblems problems, Map<String, Integer> rules) {
    rules.forEach((pattern, seconds) -> {
      var key = "cache_rules." + pattern;
      problems.check(seconds >= 0, key, seconds, "0 or more");
      problems.check(
          pattern.startsWith("/") || extension(pattern).matches("[^/*?.]+"),
          key,
          pattern,
          "a path, a path with * at its end, or an extension such as .css");
    });
  }

  private static String extension(String pattern) {
    var bare = pattern.startsWith("*.") ? pattern.substring(2) : pattern;
    return bare.startsWith(".") ? bare.substring(1) : bare;
  }

  /** Whether nothing is said about keeping at all. */
  boolean silent() {
    return silent;
  }

  /** For how many seconds the file of a path may be kept. */
  int seconds(String path) {
    var known = exact.get(path);
    if (known != null) {
      return known;
    }
    for (var prefix : prefixes) {
      if (path.startsWith(prefix.getKey())) {
        return prefix.getValue();
      }
    }
    var dot = path.lastIndexOf('.');
    return dot < path.lastIndexOf('/')
        ? otherwise
        : extensions.getOrDefault(path.substring(dot + 1), otherwise);
  }
}

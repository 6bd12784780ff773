package io.servex.server.config;

import io.servex.api.plugin.SettingsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a configuration, all of it, with the place of each, and what is only
 * unwise. A value that is known to be wrong is complained about once: what follows from it is kept
 * quiet.
 */
public final class Problems {
  private record Problem(Place place, String path, String text) {
    String line() {
      return place + "  " + printable(path) + ": " + printable(text);
    }
  }

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u0085\u2028\u2029]");

  private final List<Problem> problems = new ArrayList<>();
  private final List<Advice> advice = new ArrayList<>();
  private final Map<String, ConfigNode> roots = new HashMap<>();
  private final Set<String> doubtful = new HashSet<>();
  private final boolean advises;

  /** Collects both. */
  public Problems() {
    this(true);
  }

  /**
   * Collects problems.
   *
   * @param advises whether advice is collected too: it costs as much to find
   */
  Problems(boolean advises) {
    this.advises = advises;
  }

  /** Whether anybody wants advice. */
  boolean advises() {
    return advises;
  }

  /**
   * Remembers what stands at a path. Places below it are looked up there when somebody complains:
   * of thousands of values, few are ever complained about.
   */
  public void root(String path, ConfigNode node) {
    if (!roots.containsKey("")) {
      roots.put(path, node);
    }
  }

  /** Adds a problem with what stands at a path, unless that is known to be wrong already. */
  public void add(String path, String text) {
    if (sound(path)) {
      add(place(path), path, text);
    }
  }

  /** Adds a problem with a whole that leaves its parts in use, unless it is known to be wrong. */
  void note(String path, String text) {
    if (sound(path)) {
      note(place(path), path, text);
    }
  }

  /** Adds a problem, and doubts the value from now on. */
  void add(Place place, String path, String text) {
    note(place, path, text);
    doubt(path);
  }

  /** Adds a problem that leaves the value in use. An alias brings each problem but once. */
  void note(Place place, String path, String text) {
    var known =
        problems.stream().anyMatch(one -> one.place().equals(place) && one.text().equals(text));
    if (!known || place.line() == 0) {
      problems.add(new Problem(place, path, text));
    }
  }

  /** Takes what stands at a path for wrong: a default stands in for it. */
  void doubt(String path) {
    doubtful.add(path);
  }

  /** Whether nothing is known against what stands at a path, and against what it is a part of. */
  public boolean sound(String path) {
    for (var at = path; !at.isEmpty(); at = parent(at)) {
      if (doubtful.contains(at)) {
        return false;
      }
    }
    return !doubtful.contains("");
  }

  /** Whether nothing is known against what stands at a path, nor against any part of it. */
  boolean intact(String path) {
    return sound(path)
        && doubtful.stream()
            .noneMatch(part ->
                part.startsWith(path)
                    && part.length() > path.length()
                    && ".[".indexOf(part.charAt(path.length())) >= 0);
  }

  /** What stands at a path that is made of keys; null when nothing does, or nobody knows. */
  @Nullable ConfigNode given(String path) {
    var node = roots.get("");
    for (var key : path.split("\\.", -1)) {
      node = node instanceof ConfigNode.Mapping mapping ? mapping.entries().get(key) : null;
    }
    return node;
  }

  /** Adds advice about what stands at a path. */
  void advise(boolean minor, String path, String text) {
    if (advises && sound(path)) {
      advice.add(new Advice(minor, place(path) + "  " + path + ": " + text));
    }
  }

  /** A problem is one line of text, whatever a file says. */
  private static String printable(String text) {
    return CONTROL
        .matcher(text)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }

  private static String parent(String path) {
    var cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return cut < 0 ? "" : path.substring(0, cut);
  }

  /** Where the nearest part of a path stands that is in the file. */
  private Place place(String path) {
    for (var at = path; !at.isEmpty(); at = parent(at)) {
      var root = roots.get(at);
      if (root != null) {
        return root.nearest(path.substring(at.length()));
      }
    }
    var whole = roots.get("");
    return whole == null ? Place.of("configuration") : whole.nearest(path);
  }

  int size() {
    return problems.size();
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public List<Advice> advice() {
    return List.copyOf(advice);
  }

  /** The problems, one line each, in the order of the file; those from elsewhere are last. */
  public List<String> lines() {
    var byPlace =
        Comparator.comparing((Problem problem) -> problem.place().line() == 0)
            .thenComparing(problem -> problem.place().source())
            .thenComparing(problem -> problem.place().line())
            .thenComparing(problem -> problem.place().column());
    return problems.stream().sorted(byPlace).map(Problem::line).toList();
  }

  /** The problems without their places, in the order in which they were found. */
  List<SettingsException.Problem> settings() {
    return problems.stream()
        .map(one -> new SettingsException.Problem(one.path(), one.text(), List.of()))
        .toList();
  }

  /** All lines and their count. */
  public String render() {
    return String.join("\n", lines())
        + "\n"
        + problems.size()
        + (problems.size() == 1 ? " problem" : " problems");
  }

  /** The nearest of some names, as a question; empty when none is near. */
  static String suggestion(String name, Collection<String> known) {
    return question(nearest(name, known));
  }

  static String question(@Nullable String meant) {
    return meant == null ? "" : " (did you mean " + meant + "?)";
  }

  /** The nearest of some names; null when none is near. */
  static @Nullable String nearest(String name, Collection<String> known) {
    String best = null;
    var bestDistance = Math.max(1, name.length() / 3) + 1;
    for (var candidate : known) {
      var distance = distance(name, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** The number of letters to insert, drop, change or swap with the next. */
  private static int distance(String a, String b) {
    var rows = new int[a.length() + 1][b.length() + 1];
    for (var i = 0; i <= a.length(); i++) {
      for (var j = 0; j <= b.length(); j++) {
        rows[i][j] = i == 0 || j == 0 ? i + j : step(rows, a, b, i, j);
      }
    }
    return rows[a.length()][b.length()];
  }

  private static int step(int[][] rows, String a, String b, int i, int j) {
    var change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    var least = Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + change);
    var swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
  }
}

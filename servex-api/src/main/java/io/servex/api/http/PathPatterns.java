package io.servex.api.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Patterns for paths, in the one dialect that every list of paths in the configuration has.
 *
 * <ul>
 *   <li>{@code ?} stands for one character, {@code *} for any number of them, {@code [a-z]} and
 *       {@code [^a-z]} for one out of a class; none of them for a slash;
 *   <li>{@code **} stands for any number of characters, slashes among them;
 *   <li>{@code \} takes the character behind it literally;
 *   <li>a pattern that ends in {@code /} or {@code /*} stands for that directory and all below it.
 * </ul>
 *
 * <p>Everything else stands for itself, upper and lower case apart. A pattern covers the whole
 * path. To be asked with {@link RequestHead#path}, which is decoded and normalised, so that no
 * spelling of a path gets around a pattern.
 *
 * <p><b>Threading:</b> immutable. The time for a path grows with its length times the patterns'.
 */
public final class PathPatterns {
  private final Set<String> exact = new HashSet<>();
  private final List<String> directories = new ArrayList<>();
  private final List<Glob> globs = new ArrayList<>();

  /**
   * Reads patterns.
   *
   * @param patterns each with a slash, {@code *} or {@code ?} in front
   * @throws IllegalArgumentException if one can match no path; the message cites it
   */
  public PathPatterns(List<String> patterns) {
    patterns.forEach(this::add);
  }

  private void add(String pattern) {
    if (pattern.isEmpty() || "/*?[\\".indexOf(pattern.charAt(0)) < 0) {
      throw new IllegalArgumentException(
          (pattern.isEmpty() ? "empty" : pattern)
              + " (expected: a path pattern with a slash, * or ? in front)");
    }
    var directory = directory(pattern);
    if (!Glob.special(directory)) {
      if (directory.length() == pattern.length()) {
        exact.add(pattern);
      } else {
        directories.add(directory);
      }
    } else if (directory.length() == pattern.length()) {
      globs.add(new Glob(pattern));
    } else {
      globs.add(new Glob(directory));
      globs.add(new Glob(directory + "/**"));
    }
  }

  /** The pattern without the ending that makes it a directory's; the same when there is none. */
  private static String directory(String pattern) {
    if (pattern.endsWith("/*")) {
      return pattern.substring(0, pattern.length() - 2);
    }
    return pattern.endsWith("/") ? pattern.substring(0, pattern.length() - 1) : pattern;
  }

  /**
   * Whether there is none.
   *
   * @return true for an empty list
   */
  public boolean isEmpty() {
    return exact.isEmpty() && directories.isEmpty() && globs.isEmpty();
  }

  /**
   * Whether one of them covers a path.
   *
   * @param path decoded and normalised, as {@link RequestHead#path} gives it
   * @return true when at least one does
   */
  public boolean match(String path) {
    if (!exact.isEmpty() && exact.contains(path)) {
      return true;
    }
    for (var i = 0; i < directories.size(); i++) {
      var directory = directories.get(i);
      if (path.startsWith(directory)
          && (path.length() == directory.length() || path.charAt(directory.length()) == '/')) {
        return true;
      }
    }
    for (var i = 0; i < globs.size(); i++) {
      if (globs.get(i).matches(path)) {
        return true;
      }
    }
    return false;
  }
}

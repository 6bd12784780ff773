package io.servex.api.http;

import java.util.List;

/**
 * The paths that something applies to: all, or those that are included, but never one that is
 * excluded.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @see PathPatterns
 */
public final class PathScope {
  private final PathPatterns include;
  private final PathPatterns exclude;

  /**
   * Reads the patterns of {@code include_paths} and {@code exclude_paths}.
   *
   * @param include what it applies to; empty for everything
   * @param exclude what it does not apply to, whatever is included
   * @throws IllegalArgumentException if a pattern can match no path
   */
  public PathScope(List<String> include, List<String> exclude) {
    this.include = new PathPatterns(include);
    this.exclude = new PathPatterns(exclude);
  }

  /**
   * Whether it applies to a path.
   *
   * @param path decoded and normalised, as {@link RequestHead#path} gives it
   * @return true when it does
   */
  public boolean covers(String path) {
    return !exclude.match(path) && (include.isEmpty() || include.match(path));
  }
}

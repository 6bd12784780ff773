package io.servex.server.dump;

import io.servex.server.config.Durations;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Which entries were asked for; null stands for any.
 *
 * @param status the statuses
 * @param rule the name of the rule
 * @param backend a part of the backend's URL
 * @param path how the path begins
 * @param since the earliest time
 */
record EntryFilter(
    @Nullable StatusRange status,
    @Nullable String rule,
    @Nullable String backend,
    @Nullable String path,
    @Nullable Instant since) {
  /**
   * Reads the flags.
   *
   * @throws IllegalArgumentException if one of them makes no sense
   */
  static EntryFilter of(
      @Nullable String status,
      @Nullable String rule,
      @Nullable String backend,
      @Nullable String path,
      @Nullable String since,
      Clock clock) {
    return new EntryFilter(
        status == null ? null : StatusRange.parse(status),
        rule,
        backend,
        path,
        since == null ? null : time(since, clock));
  }

  private static Instant time(String text, Clock clock) {
    if (text.indexOf('T') > 0) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "--since: " + text + " (expected: a time such as 2026-01-31T10:00:00Z)", e);
      }
    }
    try {
      return clock.instant().minus(Durations.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--since: " + e.getMessage(), e);
    }
  }

  boolean takes(DumpEntry entry) {
    return (status == null || status.contains(entry.status()))
        && (rule == null || rule.equals(entry.rule()))
        && (backend == null || entry.backend().contains(backend))
        && (path == null || entry.path().startsWith(path))
        && (since == null || !before(entry.timestamp(), since));
  }

  private static boolean before(String timestamp, Instant since) {
    try {
      return Instant.parse(timestamp).isBefore(since);
    } catch (DateTimeParseException e) {
      return true;
    }
  }
}

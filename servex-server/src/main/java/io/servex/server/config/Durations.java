package io.servex.server.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads durations as Go writes them, with days and weeks besides: {@code 1m30s}, {@code 7d}. */
public final class Durations {
  private static final Pattern GROUP =
      Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d|w)");
  private static final BigDecimal MOST = BigDecimal.valueOf(Duration.ofDays(36_500).toNanos());
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L,
          "w", 604_800_000_000_000L);

  private Durations() {}

  /** The shortest notation in one unit, which {@link #parse} reads back to the same duration. */
  public static String format(Duration duration) {
    var nanos = duration.toNanos();
    if (nanos == 0) {
      return "0";
    }
    for (var unit : List.of("h", "m", "s", "ms", "us")) {
      var size = NANOS.getOrDefault(unit, 1L);
      if (nanos % size == 0) {
        return nanos / size + unit;
      }
    }
    return nanos + "ns";
  }

  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    var groups = GROUP.matcher(text);
    var at = 0;
    var nanos = BigDecimal.ZERO;
    while (groups.find() && groups.start() == at) {
      var unit = NANOS.getOrDefault(groups.group(2), 0L);
      nanos = nanos.add(new BigDecimal(groups.group(1)).multiply(BigDecimal.valueOf(unit)));
      at = groups.end();
    }
    if (at == 0 || at != text.length()) {
      throw new IllegalArgumentException(
          text + " (expected: a duration such as 500ms, 30s, 1m30s or 7d)");
    }
    if (nanos.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(text + " (expected: at most 36500d)");
    }
    return Duration.ofNanos(nanos.longValue());
  }
}

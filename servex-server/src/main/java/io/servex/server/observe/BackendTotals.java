package io.servex.server.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many requests each backend of each rule got, and how many did not end with its answer. */
public final class BackendTotals {
  private final Map<List<String>, Long> requests = new HashMap<>();
  private final Map<List<String>, Long> failures = new HashMap<>();

  private BackendTotals() {}

  /** The numbers of this moment. */
  public static BackendTotals of(Meters meters) {
    var totals = new BackendTotals();
    for (var series : meters.all()) {
      if (series.metric() instanceof LoopCounter counter) {
        if (series.family() == DestinationMeters.REQUESTS) {
          add(totals.requests, series, counter.getCount());
        } else if (series.family() == DestinationMeters.ERRORS) {
          add(totals.failures, series, counter.getCount());
        }
      }
    }
    return totals;
  }

  private static void add(Map<List<String>, Long> totals, Meters.Series series, long count) {
    var rule = String.valueOf(series.label("rule"));
    var backend = String.valueOf(series.label("backend"));
    totals.merge(List.of(rule, backend), count, Long::sum);
  }

  /** The requests that a backend got and that ended. */
  public long requests(String rule, String backend) {
    return requests.getOrDefault(List.of(rule, backend), 0L);
  }

  /** Those that did not end with its answer. */
  public long failures(String rule, String backend) {
    return failures.getOrDefault(List.of(rule, backend), 0L);
  }
}

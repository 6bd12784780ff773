package io.servex.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Tells which backends of one rule do conspicuously worse than they should, from what the traffic
 * of one interval was answered. Of backends with too few requests nothing is said.
 *
 * <p>Three questions, each of which a zero switches off: is the share of failures above a fixed
 * one; is the share of successes further below the average of the others than so many standard
 * deviations; is the average time to an answer more than so many times the median one. The latter
 * two compare, and need at least {@value #FEWEST} backends to do so.
 *
 * <p><b>Threading:</b> a pure function.
 */
public final class OutlierDetector {
  /** The fewest backends that can be compared. */
  public static final int FEWEST = 3;

  private OutlierDetector() {}

  /**
   * What counts as conspicuous.
   *
   * @param requests the fewest requests that say anything
   * @param failurePercentage the share of failures from which on, in percent; 0 for never
   * @param deviations how many standard deviations below the average; 0 for never
   * @param latencyFactor how many times the median latency; 0 for never
   */
  public record Limits(
      int requests, double failurePercentage, double deviations, double latencyFactor) {}

  /**
   * What one backend did within the interval.
   *
   * @param successes answers below 500
   * @param failures answers from 500 on, and requests without one
   * @param nanos the time to the answers' heads, of all successes together
   */
  public record Window(int successes, int failures, long nanos) {
    int requests() {
      return successes + failures;
    }

    double successRate() {
      return successes / (double) requests();
    }

    double latency() {
      return nanos / (double) successes;
    }
  }

  /**
   * One that does worse.
   *
   * @param index its place in the list
   * @param reason why, for the log
   */
  public record Outlier(int index, String reason) {}

  /** Finds the outliers, those with the lowest share of successes first. */
  public static List<Outlier> find(Limits limits, List<Window> windows) {
    var outliers = new ArrayList<Outlier>();
    var least = leastSuccessRate(limits, windows);
    var most = mostLatency(limits, windows);
    for (var i = 0; i < windows.size(); i++) {
      var window = windows.get(i);
      if (window.requests() >= limits.requests) {
        var failed = 100 * (1 - window.successRate());
        if (limits.failurePercentage > 0 && failed >= limits.failurePercentage) {
          outliers.add(new Outlier(i, percent(failed) + " of requests failed"));
        } else if (window.successRate() < least) {
          outliers.add(
              new Outlier(i, percent(failed) + " of requests failed, more than at the others"));
        } else if (window.successes >= limits.requests && window.latency() > most) {
          outliers.add(
              new Outlier(
                  i,
                  "answers after %.0f ms on average, later than the others"
                      .formatted(window.latency() / 1e6)));
        }
      }
    }
    outliers.sort((a, b) ->
        Double.compare(windows.get(a.index).successRate(), windows.get(b.index).successRate()));
    return List.copyOf(outliers);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share);
  }

  private static double leastSuccessRate(Limits limits, List<Window> windows) {
    var rates =
        windows.stream()
            .filter(window -> window.requests() >= Math.max(1, limits.requests))
            .mapToDouble(Window::successRate)
            .toArray();
    if (limits.deviations <= 0 || rates.length < FEWEST) {
      return Double.NEGATIVE_INFINITY;
    }
    var mean = Arrays.stream(rates).average().orElse(1);
    var variance = Arrays.stream(rates).map(rate -> (rate - mean) * (rate - mean)).average();
    return mean - limits.deviations * Math.sqrt(variance.orElse(0)) - 1e-9;
  }

  private static double mostLatency(Limits limits, List<Window> windows) {
    var latencies =
        windows.stream()
            .filter(window -> window.successes >= Math.max(1, limits.requests))
            .mapToDouble(Window::latency)
            .sorted()
            .toArray();
    return limits.latencyFactor <= 0 || latencies.length < FEWEST
        ? Double.POSITIVE_INFINITY
        : limits.latencyFactor * latencies[latencies.length / 2];
  }
}

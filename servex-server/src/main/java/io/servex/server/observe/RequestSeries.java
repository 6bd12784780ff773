package io.servex.server.observe;

import io.servex.core.exchange.Destination;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The series about requests, made when they are first wanted, and the numbers that follow from
 * them.
 *
 * <p><b>Threading:</b> for all event loops; asked once for each series and loop.
 */
final class RequestSeries {
  /** The path label of what no rule and no endpoint took, and of all paths beyond the bound. */
  static final String OTHER = "other";

  private static final int MOST_PATHS = 200;
  private static final Family BY_STATUS =
      Family.counter("servex_responses_by_status_total", "Responses by status code.");
  private static final Family BY_METHOD =
      Family.counter("servex_requests_by_method_total", "Requests by method.");
  private static final Family DURATION =
      Family.histogram(
          "servex_request_duration_seconds", "From a request's head to its response's end.");
  private static final Family REJECTED =
      Family.counter(
          "servex_rejected_requests_total", "Requests that the gateway itself turned away.");
  private static final Family BY_PATH =
      Family.counter(
          "servex_requests_by_path_total", "Requests by rule, or by endpoint of the gateway.");
  private static final Family PATH_AVERAGE =
      Family.gauge("servex_path_response_time_ms_avg", "Mean time of a response since the start.");
  private static final Family PATH_LONGEST =
      Family.gauge("servex_path_response_time_ms_max", "Longest response since the start.");
  private static final Family PATH_SHORTEST =
      Family.gauge("servex_path_response_time_ms_min", "Shortest response since the start.");
  private static final Family PATH_ERRORS =
      Family.counter("servex_path_errors_total", "Responses with a status of 400 or above.");
  private static final Family PATH_ERROR_RATE =
      Family.gauge("servex_path_error_rate_percent", "Errors among the responses.");

  final LoopCounter requests;
  final LoopCounter responses;
  final LoopCounter errors;

  /** The sum of all durations. */
  final LoopCounter nanos;

  private final Meters meters;
  private final Map<String, Path> paths = new HashMap<>();

  /** What is known of one path label. */
  private record Path(LoopDurations durations, Meters.Group series, boolean lasting) {}

  RequestSeries(Meters meters) {
    this.meters = meters;
    requests =
        meters.counter(
            Family.counter(
                "servex_requests_total", "Requests that began, those for this page included."));
    responses = meters.counter(Family.counter("servex_responses_total", "Requests that ended."));
    errors =
        meters.counter(
            Family.counter("servex_errors_total", "Responses with a status of 400 or above."));
    nanos = new LoopCounter(meters.loops());
    var started = System.nanoTime();
    meters
        .group()
        .gauge(
            Family.gauge("servex_error_rate_percent", "Errors among the responses."),
            () -> 100.0 * ratio(errors.getCount(), responses.getCount()))
        .gauge(
            Family.gauge("servex_requests_per_second", "Mean rate since the start."),
            () -> 1e9 * ratio(requests.getCount(), System.nanoTime() - started))
        .gauge(
            Family.gauge("servex_response_time_ms_avg", "Mean time of a response since the start."),
            () -> ratio(nanos.getCount(), responses.getCount()) / 1e6)
        .gauge(
            Family.gauge("servex_requests_in_flight", "Requests that began and did not end."),
            () -> Math.max(0, requests.getCount() - responses.getCount()));
    for (var reason : new String[] {"auth", "malformed"}) {
      rejected(reason);
    }
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  Meters meters() {
    return meters;
  }

  LoopCounter status(String code) {
    return meters.counter(BY_STATUS, "code", code);
  }

  LoopCounter method(String method) {
    return meters.counter(BY_METHOD, "method", method);
  }

  LoopHistogram duration(String method, String group) {
    return meters.histogram(DURATION, "method", method, "code", group);
  }

  LoopCounter rejected(String reason) {
    return meters.counter(REJECTED, "reason", reason);
  }

  /** Forgets rules that are not among these, and backends that none of them has. */
  void keep(List<Destination.Upstream> rules) {
    var names = new HashSet<String>();
    var backends = new HashSet<>(Set.of(DestinationMeters.NO_BACKEND));
    for (var rule : rules) {
      names.add(rule.name());
      for (var backend : rule.balancer().backends()) {
        backends.add(backend.url().toString());
      }
    }
    meters.removeRecorded("rule", names);
    meters.removeRecorded("backend", backends);
    keep(names);
  }

  private synchronized void keep(Set<String> names) {
    for (var name : List.copyOf(paths.keySet())) {
      var path = paths.get(name);
      if (path != null && !path.lasting && !names.contains(name)) {
        paths.remove(name);
        path.series.close();
      }
    }
  }

  /**
   * The durations of a rule or an endpoint: those beyond the bound share one.
   *
   * @param name the rule's name, or the endpoint's path
   * @param lasting whether it stays when other rules are in force
   */
  synchronized LoopDurations path(String name, boolean lasting) {
    var known = paths.get(name);
    if (known != null) {
      return known.durations;
    }
    if (paths.size() > MOST_PATHS) {
      return path(OTHER, true);
    }
    var made = new LoopDurations(meters.loops());
    var group =
        meters
            .group()
            .counter(BY_PATH, made::count, "path", name)
            .counter(PATH_ERRORS, made::errors, "path", name)
            .gauge(PATH_AVERAGE, made::averageMillis, "path", name)
            .gauge(PATH_LONGEST, made::longestMillis, "path", name)
            .gauge(PATH_SHORTEST, made::shortestMillis, "path", name)
            .gauge(PATH_ERROR_RATE, made::errorPercent, "path", name);
    paths.put(name, new Path(made, group, lasting));
    return made;
  }
}

package io.servex.server.observe;

import io.servex.core.exchange.Destination;
import io.servex.core.exchange.ExchangeFacts;
import io.servex.core.exchange.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop counts about one rule or endpoint.
 *
 * <p><b>Threading:</b> confined to the event loop.
 */
final class DestinationMeters {
  /** The label of requests that no backend was found for. */
  static final String NO_BACKEND = "none";

  static final Family REQUESTS =
      Family.counter("servex_proxy_requests_total", "Requests that a rule took.");
  private static final Family DURATION =
      Family.histogram(
          "servex_proxy_request_duration_seconds",
          "From a request's head to its response's end, of requests that a rule took.");
  static final Family ERRORS =
      Family.counter(
          "servex_proxy_errors_total", "Requests that did not end with the backend's answer.");
  private static final Family RETRIES =
      Family.counter("servex_proxy_retries_total", "Further attempts at another backend.");
  private static final Family BYTES =
      Family.counter("servex_proxy_bytes_total", "Bytes of bodies, without their framing.");

  private final RequestSeries series;
  private final String name;
  private final LoopDurations durations;
  private final @Nullable Rule rule;

  /** What is counted only for a rule. */
  private record Rule(
      LoopCounter retries, LoopCounter in, LoopCounter out, @Nullable OfBackend[] backends) {}

  /** What is counted for each backend of a rule. */
  private static final class OfBackend {
    private final String url;
    private final LoopHistogram durations;
    private final @Nullable LoopCounter[] requests =
        new @Nullable LoopCounter[MethodSlots.COUNT * StatusSlots.COUNT];
    private final @Nullable LoopCounter[] errors =
        new @Nullable LoopCounter[Failure.values().length];

    OfBackend(String url, LoopHistogram durations) {
      this.url = url;
      this.durations = durations;
    }
  }

  DestinationMeters(RequestSeries series, Destination destination) {
    this.series = series;
    name = destination.name();
    durations = series.path(name, !(destination instanceof Destination.Upstream));
    var meters = series.meters();
    rule =
        destination instanceof Destination.Upstream upstream
            ? new Rule(
                meters.counter(RETRIES, "rule", name),
                meters.counter(BYTES, "rule", name, "direction", "in"),
                meters.counter(BYTES, "rule", name, "direction", "out"),
                new @Nullable OfBackend[upstream.balancer().ordinals() + 1])
            : null;
  }

  void record(int loop, int method, ExchangeFacts exchange) {
    var status = exchange.status();
    var nanos = exchange.durationNanos();
    durations.record(loop, nanos, status >= 400);
    if (rule == null || exchange.upstream() == null) {
      return;
    }
    rule.in.add(loop, exchange.bytesIn());
    rule.out.add(loop, exchange.bytesOut());
    if (exchange.attempts() > 1) {
      rule.retries.add(loop, exchange.attempts() - 1);
    }
    var backend = backend(rule, exchange);
    backend.durations.record(loop, nanos);
    request(backend, method, StatusSlots.slot(status)).add(loop, 1);
    var failure = exchange.failure();
    if (failure != null) {
      error(backend, failure).add(loop, 1);
    }
  }

  private OfBackend backend(Rule rule, ExchangeFacts exchange) {
    var chosen = exchange.backend();
    var ordinal = chosen == null ? rule.backends.length - 1 : chosen.ordinal();
    var known = rule.backends[ordinal];
    if (known == null) {
      var url = chosen == null ? NO_BACKEND : chosen.url().toString();
      known = new OfBackend(url, series.meters().histogram(DURATION, "rule", name, "backend", url));
      rule.backends[ordinal] = known;
    }
    return known;
  }

  private LoopCounter request(OfBackend backend, int method, int status) {
    var slot = method * StatusSlots.COUNT + status;
    var known = backend.requests[slot];
    if (known == null) {
      known =
          series
              .meters()
              .counter(
                  REQUESTS,
                  "rule",
                  name,
                  "backend",
                  backend.url,
                  "method",
                  MethodSlots.text(method),
                  "code",
                  StatusSlots.text(status));
      backend.requests[slot] = known;
    }
    return known;
  }

  private LoopCounter error(OfBackend backend, Failure failure) {
    var known = backend.errors[failure.ordinal()];
    if (known == null) {
      known =
          series
              .meters()
              .counter(ERRORS, "rule", name, "backend", backend.url, "reason", failure.id());
      backend.errors[failure.ordinal()] = known;
    }
    return known;
  }
}

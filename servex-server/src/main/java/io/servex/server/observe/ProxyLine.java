package io.servex.server.observe;

import io.servex.core.decode.FieldId;
import io.servex.core.exchange.Destination;
import io.servex.core.exchange.ExchangeFacts;
import io.servex.core.select.RuleBackend;
import io.servex.server.config.LoggingSection.Level;
import org.jspecify.annotations.Nullable;

/**
 * The line about one request that a rule took.
 *
 * <p><b>Threading:</b> for all event loops; it keeps nothing.
 */
final class ProxyLine {
  private static final byte[] NO_BASE = new byte[0];
  private static final LogKey COMPONENT = new LogKey("component");
  private static final LogKey RULE = new LogKey("rule");
  private static final LogKey BACKEND = new LogKey("backend");
  private static final LogKey METHOD = new LogKey("method");
  private static final LogKey PATH = new LogKey("path");
  private static final LogKey STATUS_CODE = new LogKey("status_code");
  private static final LogKey DURATION_MS = new LogKey("duration_ms");
  private static final LogKey BACKEND_CONNECTIONS = new LogKey("backend_connections");
  private static final LogKey BACKEND_HEALTHY = new LogKey("backend_healthy");
  private static final LogKey LOAD_BALANCING = new LogKey("load_balancing");
  private static final LogKey REQUEST_PATH = new LogKey("request_path");
  private static final LogKey HOST = new LogKey("host");
  private static final LogKey USER_AGENT = new LogKey("user_agent");
  private static final LogKey CLIENT_IP = new LogKey("client_ip");
  private static final LogKey REQUEST_ID = new LogKey("request_id");
  private static final LogKey ATTEMPTS = new LogKey("attempts");
  private static final LogKey BYTES_IN = new LogKey("bytes_in");
  private static final LogKey BYTES_OUT = new LogKey("bytes_out");
  private static final LogKey TRACE_ID = new LogKey("trace_id");
  private static final LogKey SPAN_ID = new LogKey("span_id");
  private static final LogKey ERROR = new LogKey("error");

  LogLine write(
      LogLine line, long now, Level level, ExchangeFacts exchange, Destination.Upstream upstream) {
    var request = exchange.request();
    var bytes = request.bytes();
    var backend = exchange.backend();
    line.begin(now, level, "proxy request")
        .add(COMPONENT, "proxy")
        .add(RULE, upstream.name())
        .add(BACKEND, backend == null ? "no backend" : backend.url().toString())
        .add(METHOD, bytes, request.methodStart(), request.methodEnd());
    path(line, exchange, upstream, backend);
    line.add(STATUS_CODE, exchange.status())
        .add(DURATION_MS, exchange.durationNanos() / 1_000_000)
        .add(BACKEND_CONNECTIONS, exchange.backendInFlight())
        .add(BACKEND_HEALTHY, backend != null && backend.healthy())
        .add(LOAD_BALANCING, upstream.balancer().type())
        .add(REQUEST_PATH, bytes, request.rawPathStart(), request.rawPathEnd())
        .add(HOST, bytes, request.authorityStart(), request.authorityEnd());
    var fields = request.fields();
    var agent = fields.find(FieldId.USER_AGENT);
    if (agent >= 0) {
      line.add(USER_AGENT, fields.bytes(), fields.valueStart(agent), fields.valueEnd(agent));
    } else {
      line.add(USER_AGENT, "");
    }
    var id = exchange.requestId();
    line.add(CLIENT_IP, request.clientAddress())
        .add(REQUEST_ID, id, 0, id.length)
        .add(ATTEMPTS, exchange.attempts())
        .add(BYTES_IN, exchange.bytesIn())
        .add(BYTES_OUT, exchange.bytesOut());
    var trace = exchange.trace();
    if (trace != null) {
      line.add(TRACE_ID, trace.traceparent(), trace.traceStart(), trace.traceEnd())
          .add(SPAN_ID, trace.traceparent(), trace.spanStart(), trace.spanEnd());
    }
    var failure = exchange.failure();
    if (failure != null) {
      line.add(ERROR, failure.id());
    }
    return line.end();
  }

  /** The path that the backend sees, in the scratch space of the event loop. */
  private static void path(
      LogLine line,
      ExchangeFacts exchange,
      Destination.Upstream upstream,
      @Nullable RuleBackend backend) {
    var request = exchange.request();
    if (request.isAsterisk()) {
      line.add(PATH, "*");
      return;
    }
    var base = backend == null ? NO_BASE : backend.basePath();
    var out = exchange.client().worker().out();
    out.reserve(upstream.rewrite().maxLength(request, base, null));
    var end = upstream.rewrite().write(request, base, null, out.bytes(), 0);
    var query = request.queryStart() < 0 ? 0 : request.queryEnd() - request.queryStart() + 1;
    line.add(PATH, out.bytes(), 0, end - query);
  }
}

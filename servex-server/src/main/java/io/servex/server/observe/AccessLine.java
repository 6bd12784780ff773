package io.servex.server.observe;

import io.servex.core.decode.ClientPeer;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.FieldId;
import io.servex.core.decode.RefusedLine;
import io.servex.core.exchange.ExchangeFacts;
import io.servex.core.exchange.Trace;
import io.servex.server.config.LogField;
import io.servex.server.config.LoggingSection.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The line of the access log about one request. */
final class AccessLine {
  private static final LogKey[] KEYS = new LogKey[LogField.values().length];

  static {
    for (var field : LogField.values()) {
      KEYS[field.ordinal()] = new LogKey(field.key());
    }
  }

  private final boolean[] wanted = new boolean[KEYS.length];

  /**
   * What was answered without an exchange.
   *
   * @param status the answer's status
   * @param reason why
   * @param requestId the answer's id
   * @param begun how the bytes begin
   * @param peer who was answered
   */
  record Refusal(int status, String reason, String requestId, RefusedLine begun, ClientPeer peer) {}

  /** A line with these fields; none for all. */
  AccessLine(List<String> fields) {
    for (var field : LogField.of(fields)) {
      wanted[field.ordinal()] = true;
    }
  }

  private boolean wants(LogField field) {
    return wanted[field.ordinal()];
  }

  private static LogKey key(LogField field) {
    return KEYS[field.ordinal()];
  }

  LogLine write(LogLine line, long now, Level level, ExchangeFacts exchange) {
    var request = exchange.request();
    line.begin(now, level, request.secure() ? "https" : "http");
    request(line, request);
    answer(line, exchange.status(), exchange.durationNanos());
    if (wants(LogField.REQUEST_ID)) {
      var id = exchange.requestId();
      line.add(key(LogField.REQUEST_ID), id, 0, id.length);
    }
    if (wants(LogField.IP)) {
      line.add(key(LogField.IP), request.clientAddress());
    }
    client(line, request);
    if (wants(LogField.BYTES_IN)) {
      line.add(key(LogField.BYTES_IN), exchange.bytesIn());
    }
    if (wants(LogField.BYTES_OUT)) {
      line.add(key(LogField.BYTES_OUT), exchange.bytesOut());
    }
    trace(line, exchange.trace());
    outcome(line, exchange);
    return line.end();
  }

  private void request(LogLine line, DecodedRequest request) {
    if (wants(LogField.METHOD)) {
      line.add(key(LogField.METHOD), request.bytes(), request.methodStart(), request.methodEnd());
    }
    if (wants(LogField.URL)) {
      var end = request.queryStart() < 0 ? request.rawPathEnd() : request.queryEnd();
      line.add(key(LogField.URL), request.bytes(), request.rawPathStart(), end);
    }
  }

  private void answer(LogLine line, int status, long nanos) {
    if (wants(LogField.STATUS)) {
      line.add(key(LogField.STATUS), status);
    }
    if (wants(LogField.DURATION_MS)) {
      line.add(key(LogField.DURATION_MS), nanos / 1_000_000);
    }
  }

  private void client(LogLine line, DecodedRequest request) {
    if (wants(LogField.USER_AGENT)) {
      var fields = request.fields();
      var agent = fields.find(FieldId.USER_AGENT);
      if (agent >= 0) {
        line.add(
            key(LogField.USER_AGENT),
            fields.bytes(),
            fields.valueStart(agent),
            fields.valueEnd(agent));
      } else {
        line.add(key(LogField.USER_AGENT), "");
      }
    }
    if (wants(LogField.PROTO)) {
      line.add(key(LogField.PROTO), request.isHttp10() ? "HTTP/1.0" : "HTTP/1.1");
    }
  }

  private void trace(LogLine line, @Nullable Trace trace) {
    if (trace == null) {
      return;
    }
    if (wants(LogField.TRACE_ID)) {
      line.add(key(LogField.TRACE_ID), trace.traceparent(), trace.traceStart(), trace.traceEnd());
    }
    if (wants(LogField.SPAN_ID)) {
      line.add(key(LogField.SPAN_ID), trace.traceparent(), trace.spanStart(), trace.spanEnd());
    }
  }

  private void outcome(LogLine line, ExchangeFacts exchange) {
    var upstream = exchange.upstream();
    if (upstream != null && wants(LogField.RULE)) {
      line.add(key(LogField.RULE), upstream.name());
    }
    var backend = exchange.backend();
    if (backend != null && wants(LogField.BACKEND)) {
      line.add(key(LogField.BACKEND), backend.url().toString());
    }
    var failure = exchange.failure();
    if (failure != null) {
      error(line, failure.id(), failure.message());
    }
  }

  private void error(LogLine line, String id, String message) {
    if (wants(LogField.ERROR)) {
      line.add(key(LogField.ERROR), id);
    }
    if (wants(LogField.ERROR_MESSAGE)) {
      line.add(key(LogField.ERROR_MESSAGE), message);
    }
  }

  LogLine refused(LogLine line, long now, Level level, Refusal refusal) {
    line.begin(now, level, refusal.peer.secure() ? "https" : "http");
    if (!refusal.begun.method().isEmpty()) {
      if (wants(LogField.METHOD)) {
        line.add(key(LogField.METHOD), refusal.begun.method());
      }
      if (wants(LogField.URL)) {
        line.add(key(LogField.URL), refusal.begun.target());
      }
    }
    answer(line, refusal.status, 0);
    if (wants(LogField.REQUEST_ID)) {
      line.add(key(LogField.REQUEST_ID), refusal.requestId);
    }
    if (wants(LogField.IP)) {
      line.add(key(LogField.IP), refusal.peer.text());
    }
    error(line, "malformed", refusal.reason);
    return line.end();
  }
}

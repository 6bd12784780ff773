package io.servex.server.observe;

import io.servex.api.filter.AuditEvent;
import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.RefusedLine;
import io.servex.core.exchange.ExchangeFacts;
import io.servex.core.exchange.ExchangeObserver;
import io.servex.server.config.AuditSection;
import io.servex.server.config.LoggingSection.Format;
import io.servex.server.config.LoggingSection.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line about each event that matters to security: what filters report, and what the
 * gateway itself refused.
 *
 * <p><b>Threading:</b> {@link #ended} and {@link #refused} on event loops, each of which has its
 * own line; {@link #note} on any thread.
 */
public final class AuditLog implements ExchangeObserver {
  private static final LogKey TYPE = new LogKey("audit_event_type");
  private static final LogKey SEVERITY = new LogKey("audit_severity");
  private static final LogKey TIMESTAMP = new LogKey("audit_timestamp");
  private static final LogKey EVENT_ID = new LogKey("audit_event_id");
  private static final LogKey MESSAGE = new LogKey("message");
  private static final LogKey CLIENT = new LogKey("client_ip");
  private static final LogKey METHOD = new LogKey("method");
  private static final LogKey PATH = new LogKey("path");
  private static final LogKey QUERY = new LogKey("query");
  private static final LogKey REQUEST_ID = new LogKey("request_id");
  private static final LogKey USER = new LogKey("user_id");
  private static final LogKey USER_AGENT = new LogKey("user_agent");
  private static final LogKey STATUS = new LogKey("status_code");
  private static final LogKey TIME = new LogKey("response_time_ms");
  private static final LogKey REASON = new LogKey("error");

  private static final String TITLE = "SECURITY_AUDIT";
  private static final int LONGEST = 1024;
  private static final Set<String> CREDENTIALS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "x-api-key",
          "x-auth-token",
          "x-csrf-token");
  private static final AuditEvent TOO_LARGE =
      AuditEvent.of("request.too.large", AuditEvent.Severity.HIGH, "request body too large");

  private final boolean headers;
  private final LineWriter writer;
  private final Format format;
  private final LogLine[] lines;

  /**
   * Makes the log.
   *
   * @param settings what is written
   * @param format how a line looks
   * @param writer where lines go
   * @param loops the number of event loops
   */
  public AuditLog(AuditSection settings, Format format, LineWriter writer, int loops) {
    this.headers = settings.includeHeaders();
    this.format = format;
    this.writer = writer;
    lines = new LogLine[loops];
    for (var i = 0; i < loops; i++) {
      lines[i] = new LogLine(format);
    }
  }

  @Override
  public void ended(ExchangeFacts exchange) {
    var run = exchange.filters();
    if (run != null) {
      var events = run.auditEvents();
      for (var i = 0; i < events.size(); i++) {
        write(exchange, events.get(i), run.user());
      }
    }
    var answered = run == null ? null : run.answeredBy();
    var ours = answered == null ? exchange.backend() == null : answered.equals("size");
    if (exchange.status() == 413 && ours) {
      write(exchange, TOO_LARGE, null);
    }
  }

  private void write(ExchangeFacts exchange, AuditEvent event, @Nullable String user) {
    var loop = exchange.client().worker().index();
    var line = lines[loop];
    var request = exchange.request();
    begin(line, event);
    line.add(CLIENT, request.clientAddress());
    line.add(METHOD, request.method());
    line.add(PATH, request.rawPath());
    line.add(MESSAGE, event.message());
    var id = exchange.requestId();
    line.add(REQUEST_ID, id, 0, id.length);
    if (user != null) {
      line.add(USER, user);
    }
    var agent = request.header("User-Agent");
    if (agent != null) {
      line.add(USER_AGENT, cut(agent));
    }
    var query = request.rawQuery();
    if (query != null) {
      line.add(QUERY, cut(RedactedQuery.of(query)));
    }
    line.add(STATUS, exchange.status());
    line.add(TIME, exchange.durationNanos() / 1_000_000);
    details(line, event.details());
    if (headers) {
      headers(line, request);
    }
    writer.offer(loop, line.end());
  }

  private static void begin(LogLine line, AuditEvent event) {
    var now = System.currentTimeMillis();
    line.begin(now, level(event.severity()), TITLE);
    line.add(TYPE, event.type());
    line.add(SEVERITY, event.severity().name().toLowerCase(java.util.Locale.ROOT));
    line.add(TIMESTAMP, java.time.Instant.ofEpochMilli(now).toString());
    var id = ThreadLocalRandom.current().nextLong();
    line.add(EVENT_ID, String.format(java.util.Locale.ROOT, "%016x", id));
  }

  private static Level level(AuditEvent.Severity severity) {
    return switch (severity) {
      case LOW -> Level.DEBUG;
      case MEDIUM -> Level.INFO;
      case HIGH, CRITICAL -> Level.ERROR;
    };
  }

  private static void details(LogLine line, Map<String, String> details) {
    details.forEach((name, value) -> line.add(new LogKey(name), cut(value)));
  }

  private static void headers(LogLine line, DecodedRequest request) {
    var fields = request.fields();
    for (var i = 0; i < fields.count(); i++) {
      var name = fields.name(i).toLowerCase(java.util.Locale.ROOT);
      if (!CREDENTIALS.contains(name)) {
        line.add(new LogKey("header_" + name), cut(fields.value(i)));
      }
    }
  }

  private static String cut(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST);
  }

  @Override
  public void refused(
      int status, String reason, byte[] requestId, RefusedLine begun, ClientEdge client) {
    var loop = client.worker().index();
    var line = lines[loop];
    var path = reason.contains("path") || reason.contains("target");
    begin(
        line,
        AuditEvent.of(
            path ? "request.suspicious.path" : "security.violation",
            AuditEvent.Severity.HIGH,
            "no acceptable request"));
    line.add(CLIENT, client.peer().text());
    if (!begun.method().isEmpty()) {
      line.add(METHOD, begun.method());
      line.add(PATH, begun.path());
    }
    line.add(MESSAGE, "no acceptable request");
    line.add(REQUEST_ID, new String(requestId, StandardCharsets.ISO_8859_1));
    line.add(STATUS, status);
    line.add(REASON, reason);
    writer.offer(loop, line.end());
  }

  /** Writes down what no request brought about. */
  public void note(AuditEvent event) {
    var line = new LogLine(format);
    begin(line, event);
    line.add(MESSAGE, event.message());
    details(line, event.details());
    writer.write(line.end());
  }
}

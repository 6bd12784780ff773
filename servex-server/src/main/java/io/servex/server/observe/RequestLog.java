package io.servex.server.observe;

import io.servex.core.exchange.Exchange;
import io.servex.core.exchange.ExchangeObserver;
import io.servex.core.exchange.Failure;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes the line of each exchange that a rule took. */
public final class RequestLog implements ExchangeObserver {
  private static final Logger LOG = LoggerFactory.getLogger("io.servex.proxy");

  private final boolean skipClientErrors;

  /** Makes the log; lines of 4xx may be left out. */
  public RequestLog(boolean skipClientErrors) {
    this.skipClientErrors = skipClientErrors;
  }

  @Override
  public void ended(Exchange exchange) {
    var upstream = exchange.upstream();
    var status = exchange.status();
    var clientError = status >= 400 && status < 500;
    if (upstream == null || clientError && skipClientErrors) {
      return;
    }
    var failure = exchange.failure();
    var level = level(status, failure);
    if (!LOG.isEnabledForLevel(level)) {
      return;
    }
    var backend = exchange.backend();
    var line =
        LOG.atLevel(level)
            .addKeyValue("component", "proxy")
            .addKeyValue("rule", upstream.name())
            .addKeyValue("backend", backend == null ? "no backend" : backend.url().toString())
            .addKeyValue("method", exchange.request().method())
            .addKeyValue("request_path", exchange.request().rawPath())
            .addKeyValue("status_code", status)
            .addKeyValue("duration_ms", exchange.durationNanos() / 1_000_000)
            .addKeyValue("backend_connections", exchange.backendInFlight())
            .addKeyValue("backend_healthy", backend != null && backend.state().healthy())
            .addKeyValue("load_balancing", upstream.balancer().type())
            .addKeyValue("host", exchange.request().host())
            .addKeyValue("client_ip", exchange.request().clientAddress())
            .addKeyValue(
                "request_id", new String(exchange.requestId(), StandardCharsets.ISO_8859_1))
            .addKeyValue("attempts", exchange.attempts())
            .addKeyValue("bytes_in", exchange.bytesIn())
            .addKeyValue("bytes_out", exchange.bytesOut());
    if (failure != null) {
      line = line.addKeyValue("error", failure.id());
    }
    line.log("proxy request");
  }

  private static Level level(int status, @org.jspecify.annotations.Nullable Failure failure) {
    if (status >= 500 || failure != null && failure.side() != Failure.Side.CLIENT) {
      return Level.ERROR;
    }
    return status >= 400 ? Level.WARN : Level.INFO;
  }
}

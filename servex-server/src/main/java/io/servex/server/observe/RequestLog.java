package io.servex.server.observe;

import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.RefusedLine;
import io.servex.core.exchange.ExchangeFacts;
import io.servex.core.exchange.ExchangeObserver;
import io.servex.core.exchange.Failure;
import io.servex.server.config.LoggingSection;
import io.servex.server.config.LoggingSection.Level;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes two lines about a request: one of the access log for each, and one more for each that a
 * rule took.
 *
 * <p>They pass Logback by: they are put together as bytes in an array that the event loop owns, and
 * given to the {@link LineWriter}.
 *
 * <p><b>Threading:</b> each event loop has its own line.
 */
public final class RequestLog implements ExchangeObserver {
  private final LineWriter writer;
  private final Level least;
  private final boolean skipClientErrors;
  private final LogLine[] lines;
  private final AccessLine access;
  private final ProxyLine proxy;

  /**
   * Makes the log.
   *
   * @param settings what is written, and how
   * @param writer where lines go
   * @param loops the number of event loops
   */
  public RequestLog(LoggingSection settings, LineWriter writer, int loops) {
    this.writer = writer;
    least = settings.level();
    skipClientErrors = settings.noLogClientErrors();
    access = new AccessLine(settings.logFields());
    proxy = new ProxyLine();
    lines = new LogLine[loops];
    for (var i = 0; i < loops; i++) {
      lines[i] = new LogLine(settings.format());
    }
  }

  @Override
  public void ended(ExchangeFacts exchange) {
    var status = exchange.status();
    var level = level(status, exchange.failure());
    if (left(status, level)) {
      return;
    }
    var loop = exchange.client().worker().index();
    var line = lines[loop];
    var now = System.currentTimeMillis();
    writer.offer(loop, access.write(line, now, level, exchange));
    var upstream = exchange.upstream();
    if (upstream != null) {
      writer.offer(loop, proxy.write(line, now, level, exchange, upstream));
    }
  }

  @Override
  public void refused(
      int status, String reason, byte[] requestId, RefusedLine begun, ClientEdge client) {
    var level = level(status, null);
    if (!left(status, level)) {
      var loop = client.worker().index();
      var line = lines[loop];
      writer.offer(
          loop,
          access.refused(
              line,
              System.currentTimeMillis(),
              level,
              new AccessLine.Refusal(
                  status,
                  reason,
                  new String(requestId, StandardCharsets.ISO_8859_1),
                  begun,
                  client.peer())));
    }
  }

  private boolean left(int status, Level level) {
    return level.compareTo(least) < 0 || skipClientErrors && status >= 400 && status < 500;
  }

  private static Level level(int status, @Nullable Failure failure) {
    if (status >= 500 || failure != null && failure.side() != Failure.Side.CLIENT) {
      return Level.ERROR;
    }
    return status >= 400 ? Level.WARN : Level.INFO;
  }
}

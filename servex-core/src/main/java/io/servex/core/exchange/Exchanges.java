package io.servex.core.exchange;

import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.LocalResponse;
import io.servex.core.decode.RefusedLine;
import io.servex.core.decode.Rejection;
import io.servex.core.decode.RequestBody;
import io.servex.core.decode.RequestHandler;
import io.servex.core.filter.FilterChain;
import io.servex.core.route.RouteTable;

/**
 * Begins the exchanges of one event loop.
 *
 * <p><b>Threading:</b> confined to its event loop.
 */
public final class Exchanges implements RequestHandler {
  private final Connector connector;
  private Settings settings;
  private RunningExchanges running = new RunningExchanges();

  /**
   * What all exchanges share.
   *
   * @param routes the rules in force
   * @param unrouted what requests pass that no rule takes
   * @param terms what each goes by
   */
  public record Settings(
      RouteTable<Destination> routes, FilterChain unrouted, ExchangeTerms terms) {}

  /** Begins exchanges with a loop's own connector. */
  public Exchanges(Settings settings, Connector connector) {
    this.settings = settings;
    this.connector = connector;
  }

  /**
   * Goes by other settings from now on; exchanges that have begun end by those of their time.
   *
   * @return those that have begun so far, as far as they go by the settings before
   */
  public RunningExchanges apply(Settings next) {
    var before = running;
    settings = next;
    running = new RunningExchanges();
    return before;
  }

  Settings settings() {
    return settings;
  }

  RunningExchanges running() {
    return running;
  }

  Connector connector() {
    return connector;
  }

  @Override
  public RequestBody begin(DecodedRequest request, ClientEdge client) {
    var exchange = new Exchange(this, request, client);
    running.began();
    exchange.tellBegin();
    exchange.begin();
    return exchange;
  }

  @Override
  public void refuse(Rejection rejection, RefusedLine line, ClientEdge client) {
    var answer =
        rejection == Rejection.METHOD_NOT_ALLOWED
            ? LocalResponse.error(
                405, rejection.message(), "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
            : LocalResponse.error(rejection.status(), rejection.message());
    refuse(answer, rejection.message(), line, client);
  }

  @Override
  public void refuseLate(RefusedLine line, ClientEdge client) {
    refuse(
        settings.terms().failures().answer(Failure.CLIENT_TIMEOUT),
        Failure.CLIENT_TIMEOUT.id(),
        line,
        client);
  }

  private void refuse(LocalResponse answer, String reason, RefusedLine line, ClientEdge client) {
    var requestId = RequestId.generate();
    var observers = settings.terms().observers();
    for (var i = 0; i < observers.size(); i++) {
      observers.get(i).refused(answer.status(), reason, requestId, line, client);
    }
    client.respond(settings.unrouted().rejected(answer, client.peer().secure()), requestId);
  }
}

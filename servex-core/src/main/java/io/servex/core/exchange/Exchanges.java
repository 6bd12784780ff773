package io.servex.core.exchange;

import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.LocalResponse;
import io.servex.core.decode.Rejection;
import io.servex.core.decode.RequestBody;
import io.servex.core.decode.RequestHandler;
import io.servex.core.filter.FilterChain;
import io.servex.core.route.RouteTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Begins the exchanges of one event loop.
 *
 * <p><b>Threading:</b> confined to its event loop.
 */
public final class Exchanges implements RequestHandler {
  private Settings settings;
  private final Connector connector;

  /**
   * What all exchanges share.
   *
   * @param routes the rules in force
   * @param unrouted what requests pass that no rule takes
   * @param forwarding what is added to forwarded heads
   * @param tracing how the gateway takes part in traces, or null for not at all
   * @param timeouts how long things may take
   * @param openly whether clients are told what went wrong behind the gateway
   * @param observers who learns of every end
   */
  public record Settings(
      RouteTable<Destination> routes,
      FilterChain unrouted,
      ForwardingSettings forwarding,
      @Nullable Tracing tracing,
      ExchangeTimeouts timeouts,
      boolean openly,
      List<ExchangeObserver> observers) {
    /** Copies the list. */
    public Settings {
      observers = List.copyOf(observers);
    }

    FailureResponder failures() {
      return openly ? FailureResponder.OPEN : FailureResponder.RESERVED;
    }
  }

  /** Begins exchanges with a loop's own connector. */
  public Exchanges(Settings settings, Connector connector) {
    this.settings = settings;
    this.connector = connector;
  }

  /** Goes by other settings from now on; exchanges that have begun end by those of their time. */
  public void apply(Settings next) {
    settings = next;
  }

  @Override
  public RequestBody begin(DecodedRequest request, ClientEdge client) {
    var exchange = new Exchange(settings, connector, request, client);
    var observers = settings.observers();
    for (var i = 0; i < observers.size(); i++) {
      observers.get(i).began(exchange);
    }
    exchange.begin();
    return exchange;
  }

  @Override
  public void refuse(Rejection rejection, ClientEdge client) {
    var answer =
        rejection == Rejection.METHOD_NOT_ALLOWED
            ? LocalResponse.error(
                405, rejection.message(), "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
            : LocalResponse.error(rejection.status(), rejection.message());
    refuse(answer, rejection.message(), client);
  }

  @Override
  public void refuseLate(ClientEdge client) {
    refuse(settings.failures().answer(Failure.CLIENT_TIMEOUT), Failure.CLIENT_TIMEOUT.id(), client);
  }

  private void refuse(LocalResponse answer, String reason, ClientEdge client) {
    var requestId = RequestId.generate();
    var observers = settings.observers();
    for (var i = 0; i < observers.size(); i++) {
      observers.get(i).refused(answer.status(), reason, requestId, client);
    }
    client.respond(answer, requestId);
  }
}

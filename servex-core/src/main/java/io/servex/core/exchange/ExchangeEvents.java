package io.servex.core.exchange;

import io.servex.api.balancing.Backend;
import io.servex.api.exchange.AnswerHead;
import io.servex.api.exchange.ExchangeListener;
import io.servex.api.exchange.ObservedExchange;
import io.servex.api.http.RequestHead;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.decode.LocalResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listeners of one exchange what happens to it, and shows it to them. Without listeners
 * there is none, so that an exchange costs nothing more.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class ExchangeEvents implements ObservedExchange {
  private final List<ExchangeListener> listeners;
  private final ExchangeFacts exchange;
  private @Nullable Object @Nullable [] kept;
  private int current;
  private boolean routed;

  private ExchangeEvents(List<ExchangeListener> listeners, ExchangeFacts exchange) {
    this.listeners = listeners;
    this.exchange = exchange;
  }

  /** Begins to tell; null where nobody listens. */
  static @Nullable ExchangeEvents of(List<ExchangeListener> listeners, ExchangeFacts exchange) {
    return listeners.isEmpty() ? null : new ExchangeEvents(listeners, exchange);
  }

  /** The exchange begins, and it is known where its request goes. */
  void began() {
    for (current = 0; current < listeners.size(); current++) {
      listeners.get(current).began(this);
    }
    routed = true;
    for (current = 0; current < listeners.size(); current++) {
      listeners.get(current).routed(this);
    }
  }

  void attempted(Backend backend) {
    for (current = 0; current < listeners.size(); current++) {
      listeners.get(current).attempted(this, backend);
    }
  }

  void answered(LocalResponse response) {
    answered(new LocalAnswer(response));
  }

  void answered(DecodedResponse response) {
    answered(new RelayedAnswer(response));
  }

  private void answered(AnswerHead head) {
    for (current = 0; current < listeners.size(); current++) {
      listeners.get(current).answered(this, head);
    }
  }

  void ended() {
    for (current = 0; current < listeners.size(); current++) {
      listeners.get(current).ended(this);
    }
  }

  @Override
  public RequestHead request() {
    return exchange.request();
  }

  @Override
  public String requestId() {
    return new String(exchange.requestId(), StandardCharsets.US_ASCII);
  }

  @Override
  public @Nullable String rule() {
    var destination = routed ? exchange.destination() : null;
    return destination == null ? null : destination.name();
  }

  @Override
  public @Nullable String user() {
    var filters = exchange.filters();
    return filters == null ? null : filters.user();
  }

  @Override
  public @Nullable Backend backend() {
    return exchange.backend();
  }

  @Override
  public int attempts() {
    return exchange.attempts();
  }

  @Override
  public int status() {
    return exchange.status();
  }

  @Override
  public @Nullable String failure() {
    var failure = exchange.failure();
    return failure == null ? null : failure.id();
  }

  @Override
  public long bytesIn() {
    return exchange.bytesIn();
  }

  @Override
  public long bytesOut() {
    return exchange.bytesOut();
  }

  @Override
  public long elapsedNanos() {
    return (exchange.endedNanos == 0 ? System.nanoTime() : exchange.endedNanos)
        - exchange.startedNanos;
  }

  @Override
  public void keep(Object value) {
    var values = kept;
    if (values == null) {
      values = new Object[listeners.size()];
      kept = values;
    }
    values[current] = value;
  }

  @Override
  public @Nullable Object kept() {
    var values = kept;
    return values == null ? null : values[current];
  }
}

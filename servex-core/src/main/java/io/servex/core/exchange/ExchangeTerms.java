package io.servex.core.exchange;

import io.servex.api.exchange.ExchangeListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange goes by from its beginning to its end. It holds nothing of the rules that other
 * requests go by, so that a tunnel does not keep a whole configuration in memory.
 *
 * @param forwarding what is added to forwarded heads
 * @param tracing how the gateway takes part in traces, or null for not at all
 * @param timeouts how long things may take
 * @param openly whether clients are told what went wrong behind the gateway
 * @param observers who learns of every end
 * @param listeners who learns of every step; they never throw
 */
public record ExchangeTerms(
    ForwardingSettings forwarding,
    @Nullable Tracing tracing,
    ExchangeTimeouts timeouts,
    boolean openly,
    List<ExchangeObserver> observers,
    List<ExchangeListener> listeners) {
  /** Copies the lists. */
  public ExchangeTerms {
    observers = List.copyOf(observers);
    listeners = List.copyOf(listeners);
  }

  FailureResponder failures() {
    return openly ? FailureResponder.OPEN : FailureResponder.RESERVED;
  }
}

package io.servex.core.exchange;

/**
 * Learns of every exchange that ended.
 *
 * <p><b>Hot:</b> called on event loops; the exchange is valid during the call only.
 */
public interface ExchangeObserver {
  /** An exchange ended, whoever answered it. */
  void ended(Exchange exchange);
}

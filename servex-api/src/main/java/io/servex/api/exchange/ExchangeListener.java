package io.servex.api.exchange;

import io.servex.api.balancing.Backend;

/**
 * Watches exchanges: a request, its way to a backend, and its answer. It changes nothing, and
 * nothing waits for it but the event loop that it is called on.
 *
 * <p>Of each exchange, {@link #began} comes first and {@link #ended} last, both exactly once, and
 * between them, in this order: {@link #routed} once, {@link #attempted} for each backend that is
 * tried, {@link #answered} once unless the client left before. Bytes that are no acceptable request
 * never become an exchange.
 *
 * <p><b>Hot:</b> called concurrently on event loops, all calls for one exchange on the same one. A
 * listener must neither block, log nor throw there, and a warm one allocates nothing but what it
 * keeps. What it throws is counted by the gateway and changes nothing for the exchange; one that
 * fails too often is left alone for a while, and hears nothing of the exchanges that begin then.
 *
 * <p><b>Lifecycle:</b> one instance for each place where the configuration names it. {@link #close}
 * is called once, after the last exchange that it could hear of.
 */
public interface ExchangeListener extends AutoCloseable {
  /**
   * The head of a request came, and can be trusted. Nothing was done about it.
   *
   * @param exchange valid during this call
   */
  default void began(ObservedExchange exchange) {}

  /**
   * It is known which rule takes the request, if any does: {@link ObservedExchange#rule}. The
   * filters have not been asked.
   *
   * @param exchange valid during this call
   */
  default void routed(ObservedExchange exchange) {}

  /**
   * A backend was chosen, and the request is about to go there.
   *
   * @param exchange valid during this call; {@link ObservedExchange#attempts} is the number of this
   *     attempt
   * @param backend where it goes; the object stays the same as long as the rule has the backend
   */
  default void attempted(ObservedExchange exchange, Backend backend) {}

  /**
   * The head of the answer goes to the client, whoever made it: a backend, a filter or the gateway.
   * Interim answers do not come here; the 101 that opens a tunnel does.
   *
   * @param exchange valid during this call
   * @param answer the head as the client gets it, but for the fields of the connection; valid
   *     during this call
   */
  default void answered(ObservedExchange exchange, AnswerHead answer) {}

  /**
   * The exchange is over, with its body or its tunnel.
   *
   * @param exchange valid during this call
   */
  default void ended(ObservedExchange exchange) {}

  /** Lets go of what the listener holds. */
  @Override
  default void close() {}
}

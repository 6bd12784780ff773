package io.servex.server.wiring;

import io.servex.api.balancing.Backend;
import io.servex.api.exchange.AnswerHead;
import io.servex.api.exchange.ExchangeListener;
import io.servex.api.exchange.ObservedExchange;

/**
 * An exchange listener whose failures are counted and go no further, and which is left alone while
 * there are too many. Whoever heard of the beginning of an exchange hears of its end.
 */
final class ContainedListener implements ExchangeListener {
  /** What is kept in an exchange of which the listener knows nothing. */
  private static final Object PASSED_OVER = new Object();

  private final ExchangeListener listener;
  private final FailureBudget failures;
  private final Allocations allocations;

  ContainedListener(ExchangeListener listener, FailureBudget failures, Allocations allocations) {
    this.listener = listener;
    this.failures = failures;
    this.allocations = allocations;
  }

  @Override
  public void began(ObservedExchange exchange) {
    if (failures.leftAlone()) {
      exchange.keep(PASSED_OVER);
      return;
    }
    try {
      var before = allocations.before();
      listener.began(exchange);
      allocations.after(before);
    } catch (Throwable e) {
      failures.failed(e);
    }
  }

  @Override
  public void routed(ObservedExchange exchange) {
    if (unheard(exchange)) {
      return;
    }
    try {
      var before = allocations.before();
      listener.routed(exchange);
      allocations.after(before);
    } catch (Throwable e) {
      failures.failed(e);
    }
  }

  @Override
  public void attempted(ObservedExchange exchange, Backend backend) {
    if (unheard(exchange)) {
      return;
    }
    try {
      var before = allocations.before();
      listener.attempted(exchange, backend);
      allocations.after(before);
    } catch (Throwable e) {
      failures.failed(e);
    }
  }

  @Override
  public void answered(ObservedExchange exchange, AnswerHead answer) {
    if (unheard(exchange)) {
      return;
    }
    try {
      var before = allocations.before();
      listener.answered(exchange, answer);
      allocations.after(before);
    } catch (Throwable e) {
      failures.failed(e);
    }
  }

  @Override
  public void ended(ObservedExchange exchange) {
    if (passedOver(exchange)) {
      return;
    }
    try {
      var before = allocations.before();
      listener.ended(exchange);
      allocations.after(before);
    } catch (Throwable e) {
      failures.failed(e);
    }
  }

  private boolean unheard(ObservedExchange exchange) {
    return failures.leftAlone() || passedOver(exchange);
  }

  @SuppressWarnings("ReferenceEquality") // a mark that only this class has
  private static boolean passedOver(ObservedExchange exchange) {
    return exchange.kept() == PASSED_OVER;
  }

  @Override
  public void close() {
    listener.close();
  }
}

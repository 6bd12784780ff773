package io.servex.server.wiring;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.http.RequestHead;
import io.servex.core.filter.WrappingFilter;
import org.jspecify.annotations.Nullable;

/** A filter that nothing depends on: while it is left alone, requests pass without it. */
final class DispensableFilter implements WrappingFilter {
  /** What is kept in an exchange of which the filter knows nothing. */
  private static final Object PASSED_OVER = new Object();

  private final Filter filter;
  private final FailureBudget failures;

  DispensableFilter(Filter filter, FailureBudget failures) {
    this.filter = filter;
    this.failures = failures;
  }

  @Override
  public Filter inner() {
    return filter;
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    if (failures.leftAlone()) {
      exchange.keep(PASSED_OVER);
      return Verdict.CONTINUE;
    }
    return filter.request(exchange);
  }

  @Override
  public @Nullable Filter endpoints() {
    var offered = filter.endpoints();
    return offered == null ? null : new DispensableFilter(offered, failures);
  }

  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (!passedOver(exchange) && !failures.leftAlone()) {
      filter.response(exchange, response);
    }
  }

  @Override
  public void rejected(boolean secure, ResponseHead response) {
    if (!failures.leftAlone()) {
      filter.rejected(secure, response);
    }
  }

  @Override
  public void rejected(RequestHead request, ResponseHead response) {
    if (!failures.leftAlone()) {
      filter.rejected(request, response);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a mark that only this class has
  private static boolean passedOver(FilterExchange exchange) {
    return exchange.kept() == PASSED_OVER;
  }

  @Override
  public void completed(FilterExchange exchange, int status) {
    if (!passedOver(exchange)) {
      filter.completed(exchange, status);
    }
  }

  @Override
  public void close() {
    filter.close();
  }
}

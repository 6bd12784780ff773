package io.servex.server.wiring;

import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.http.RequestHead;
import io.servex.core.filter.WrappingFilter;
import org.jspecify.annotations.Nullable;

/** A filter some of whose calls are looked at for what they allocate. */
final class SampledFilter implements WrappingFilter {
  private final Filter filter;
  private final Allocations allocations;

  SampledFilter(Filter filter, Allocations allocations) {
    this.filter = filter;
    this.allocations = allocations;
  }

  @Override
  public Filter inner() {
    return filter;
  }

  @Override
  public BodyTransformer around(BodyTransformer transformer) {
    return new SampledTransformer(transformer, allocations);
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var before = allocations.before();
    var verdict = filter.request(exchange);
    allocations.after(before);
    return verdict;
  }

  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    var before = allocations.before();
    filter.response(exchange, response);
    allocations.after(before);
  }

  @Override
  public void rejected(boolean secure, ResponseHead response) {
    filter.rejected(secure, response);
  }

  @Override
  public void rejected(RequestHead request, ResponseHead response) {
    filter.rejected(request, response);
  }

  @Override
  public @Nullable Filter endpoints() {
    return filter.endpoints();
  }

  @Override
  public void completed(FilterExchange exchange, int status) {
    filter.completed(exchange, status);
  }

  @Override
  public void close() {
    filter.close();
  }
}

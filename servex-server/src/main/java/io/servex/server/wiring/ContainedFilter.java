package io.servex.server.wiring;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import org.jspecify.annotations.Nullable;

/** A filter whose failures are counted, and which is left alone while there are too many. */
final class ContainedFilter implements Filter {
  private static final Response FAILED = Response.error(500, "Internal Server Error");
  private static final Verdict REFUSAL = Verdict.respond(FAILED);

  /** What is kept in an exchange of which the filter knows nothing. */
  private static final Object PASSED_OVER = new Object();

  private final Filter filter;
  private final boolean open;
  private final Quarantine quarantine;

  /**
   * Contains a filter.
   *
   * @param open whether requests pass while it is left alone
   */
  ContainedFilter(Filter filter, boolean open, Quarantine quarantine) {
    this.filter = filter;
    this.open = open;
    this.quarantine = quarantine;
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    if (quarantine.on()) {
      exchange.keep(PASSED_OVER);
      return open ? Verdict.CONTINUE : REFUSAL;
    }
    try {
      return counted(filter.request(exchange));
    } catch (Throwable e) {
      quarantine.failed();
      throw e;
    }
  }

  @Override
  public @Nullable Filter endpoints() {
    var offered = filter.endpoints();
    return offered == null ? null : new ContainedFilter(offered, open, quarantine);
  }

  private Verdict counted(@Nullable Verdict verdict) {
    if (verdict == null) {
      throw new IllegalStateException("decided nothing");
    }
    if (verdict instanceof Verdict.Await(var stage)) {
      var counting =
          stage.whenComplete((decided, problem) -> {
            if (decided == null || problem != null) {
              quarantine.failed();
            }
          });
      assert counting != null;
    }
    return verdict;
  }

  /** What began before the filter was left alone must not pass it either, if it fails closed. */
  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (passedOver(exchange)) {
      return;
    }
    if (quarantine.on()) {
      if (!open) {
        response.replaceWith(FAILED);
      }
      return;
    }
    try {
      filter.response(exchange, response);
    } catch (Throwable e) {
      quarantine.failed();
      throw e;
    }
  }

  @SuppressWarnings("ReferenceEquality") // a mark that only this class has
  private static boolean passedOver(FilterExchange exchange) {
    return exchange.kept() == PASSED_OVER;
  }

  @Override
  public void completed(FilterExchange exchange, int status) {
    if (passedOver(exchange)) {
      return;
    }
    try {
      filter.completed(exchange, status);
    } catch (Throwable e) {
      quarantine.failed();
      throw e;
    }
  }

  @Override
  public void close() {
    filter.close();
  }
}

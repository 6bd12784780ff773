package io.servex.plugin.auth;

import io.servex.api.filter.Identity;
import io.servex.api.filter.Response;
import io.servex.plugin.auth.store.StoreUnavailableException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** What a request says about its sender. */
sealed interface Finding {
  /** The request says nothing in this way. */
  Finding NOTHING = new Nothing();

  /** What the request says is not so. */
  Finding REFUSED = new Refused();

  /** Nobody can tell now whether it is so. */
  Finding UNAVAILABLE =
      new Answered(Response.error(503, "authentication is unavailable").with("Retry-After", "5"));

  /** There is too much to do to find out. */
  Finding BUSY =
      new Answered(Response.error(503, "too many requests at once").with("Retry-After", "1"));

  /**
   * What is found out by somebody else's threads.
   *
   * @param finding ends with the finding; with {@link RejectedExecutionException} when there is too
   *     much to do, with {@link StoreUnavailableException} when users cannot be looked up now, and
   *     with anything else when that is a failure of the filter
   */
  static Finding later(CompletionStage<Finding> finding) {
    return new Later(
        finding.exceptionally(problem -> {
          var cause =
              problem instanceof CompletionException && problem.getCause() != null
                  ? problem.getCause()
                  : problem;
          if (cause instanceof RejectedExecutionException) {
            return BUSY;
          }
          if (cause instanceof StoreUnavailableException) {
            return UNAVAILABLE;
          }
          throw new CompletionException(cause);
        }));
  }

  /** Nothing is said. */
  record Nothing() implements Finding {}

  /** What is said is wrong, out of date, or not to be understood. */
  record Refused() implements Finding {}

  /**
   * The sender is not known, and is told more than that.
   *
   * @param response what a client gets that must be known
   */
  record Answered(Response response) implements Finding {}

  /**
   * The sender is known.
   *
   * @param identity who it is
   * @param credentials the fields that say so, which no backend needs to see
   */
  record Known(Identity identity, List<String> credentials) implements Finding {}

  /**
   * It takes time to find out.
   *
   * @param finding completed on any thread
   */
  record Later(CompletionStage<Finding> finding) implements Finding {}
}

package io.servex.api.balancing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides how the requests of one rule are spread over its backends.
 *
 * <p>A strategy lives as long as its rule, a picker as long as one immutable snapshot of eligible
 * backends. Counters that must survive a change of membership belong to the strategy. Limits,
 * health and the exclusion of tried backends are the host's: a strategy only ever sees eligible
 * backends.
 */
public interface BalancingStrategy {
  /**
   * Makes the picker for a new snapshot.
   *
   * <p><b>Threading:</b> cold and serial: never called twice at once for one strategy, but while
   * pickers of earlier snapshots are still in use.
   *
   * @param eligible the backends that may receive traffic, in file order; immutable, never empty
   * @return a picker over exactly these backends
   */
  Picker picker(List<Backend> eligible);

  /**
   * Learns how an attempt ended.
   *
   * <p><b>Threading:</b> hot and concurrent; the rules of {@link Picker#pick} hold.
   *
   * @param backend the backend that was tried
   * @param outcome how it ended
   * @param nanos from the pick to the response head, or to the failure
   */
  default void completed(Backend backend, Outcome outcome, long nanos) {}

  /**
   * Asks for a cookie to be set with the response, so that later requests can be told to belong to
   * the backend that gave it. The host adds it as a {@code Set-Cookie} field (RFC 6265 §4.1).
   *
   * <p><b>Threading:</b> hot and concurrent; the rules of {@link Picker#pick} hold, but that a
   * cookie may be allocated where one is set.
   *
   * @param request what is known of the request, valid during this call
   * @param answering the backend whose response is about to be relayed
   * @return the field's value, visible ASCII characters and spaces; null for no cookie
   */
  default @Nullable String cookie(SelectionContext request, Backend answering) {
    return null;
  }

  /** Picks backends out of one snapshot. */
  @FunctionalInterface
  interface Picker {
    /**
     * Picks the backend for one attempt of one request.
     *
     * <p><b>Threading:</b> hot and concurrent, on event loops: no blocking, no logging, no
     * exception, and nothing allocated once warm.
     *
     * @param request what is known of the request, valid during this call
     * @return a backend of the snapshot that {@code request} does not exclude; null only when it
     *     excludes them all
     */
    @Nullable Backend pick(SelectionContext request);
  }
}

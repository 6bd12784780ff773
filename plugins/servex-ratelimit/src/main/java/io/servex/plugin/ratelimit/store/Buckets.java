package io.servex.plugin.ratelimit.store;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of one limit: one for each key, full where nothing is known of it.
 *
 * <p>A store within the process answers at once. One that several gateways share returns null from
 * {@link #takeNow} and answers by {@link #takeLater}, off the event loop.
 *
 * <p><b>Errors:</b> what becomes of a request while a shared store cannot be reached is the store's
 * own decision: it completes with a token that is allowed, or with one that is not. A method that
 * throws or returns what it must not, a stage that fails, and one that is not completed in the time
 * that the exchange has, are failures of the filter: the request is answered with 500 and goes no
 * further.
 *
 * <p><b>Threading:</b> called concurrently on event loops; no method may block there.
 */
public interface Buckets {
  /**
   * Takes a token.
   *
   * @param kind what the key is
   * @param key any text that is not empty: of a {@link KeyKind#HEADER} and a {@link KeyKind#USER}
   *     as long as a field may be
   * @return what became of it, or null when the store has to ask elsewhere
   */
  @Nullable Taken takeNow(KeyKind kind, String key);

  /**
   * Takes a token, where {@link #takeNow} could not say. It is asked for the same key on the same
   * thread.
   *
   * @param kind what the key is
   * @param key the text
   * @return what became of it, completed on any thread, never with null
   */
  CompletionStage<Taken> takeLater(KeyKind kind, String key);
}

package io.servex.plugin.ratelimit;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the buckets of one limit: one for each key.
 *
 * <p>A store within the process answers at once. One that several gateways share returns null from
 * {@link #takeNow} and answers by {@link #takeLater}, off the event loop; what it does when it
 * cannot be reached, it has to decide itself.
 *
 * <p><b>Threading:</b> called concurrently on event loops; no method may block there.
 */
interface BucketStore extends AutoCloseable {
  /**
   * Takes a token.
   *
   * @param kind what the key is
   * @param key any text
   * @return what became of it, or null when the store has to ask elsewhere
   */
  @Nullable Taken takeNow(KeyKind kind, String key);

  /**
   * Takes a token, where {@link #takeNow} could not say.
   *
   * @param kind what the key is
   * @param key any text
   * @return what became of it, completed on any thread
   */
  CompletionStage<Taken> takeLater(KeyKind kind, String key);

  @Override
  default void close() {}
}

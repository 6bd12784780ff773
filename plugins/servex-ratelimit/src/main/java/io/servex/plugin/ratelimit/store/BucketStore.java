package io.servex.plugin.ratelimit.store;

/**
 * Keeps the buckets of all limits of one filter.
 *
 * <p><b>Lifecycle:</b> {@link #buckets} is called once for each limit before the first request, and
 * {@link #close} once, after the last request that could use the store.
 */
public interface BucketStore extends AutoCloseable {
  /**
   * The buckets of a limit.
   *
   * @param limit the limit
   * @return its buckets; full, or as other gateways that share the store have left them
   */
  Buckets buckets(BucketLimit limit);

  @Override
  default void close() {}
}

package io.servex.plugin.ratelimit.store;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.PluginContext;

/**
 * Creates stores of one type, which {@code store} of {@code rate_limit} names.
 *
 * <p>It is found with {@link java.util.ServiceLoader} in a jar that lies beside this plugin's, in
 * {@code plugins/servex-ratelimit/}. Two of one type, and one that cannot be created, are refused
 * with the configuration.
 *
 * <p><b>Threading:</b> called on one thread, at start and at reload only.
 *
 * @param <C> the configuration record
 */
public interface BucketStoreProvider<C extends Record> extends ComponentProvider<C> {
  /**
   * Creates the store of one filter. It may block, to connect say.
   *
   * @param config the bound settings
   * @param context what the host offers to the filter, and closes after it
   * @return a store of its own, closed with the filter
   * @throws IllegalArgumentException if the settings cannot work; the message is shown with the
   *     place in the file, and must not tell a secret
   */
  BucketStore create(C config, PluginContext context);
}

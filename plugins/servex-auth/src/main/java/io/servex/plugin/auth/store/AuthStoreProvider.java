package io.servex.plugin.auth.store;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.PluginContext;

/**
 * Creates stores of one type, which {@code store} of {@code auth} names.
 *
 * <p>It is found with {@link java.util.ServiceLoader} in a jar that lies beside this plugin's, in
 * {@code plugins/servex-auth/}. Two of one type, and one that cannot be created, are refused with
 * the configuration.
 *
 * <p><b>Threading:</b> called on one thread, at start and at reload only.
 *
 * @param <C> the configuration record
 */
public interface AuthStoreProvider<C extends Record> extends ComponentProvider<C> {
  /**
   * Opens the store of one filter. It may block, to connect say; what cannot be reached now should
   * be refused now.
   *
   * @param config the bound settings
   * @param context what the host offers to the filter, and closes after it
   * @return a store of its own, closed once, with the filter
   * @throws IllegalArgumentException if the settings cannot work; the message is shown with the
   *     place in the file, and must not tell a secret
   */
  AuthStore create(C config, PluginContext context);

  /**
   * How many calls of one store of these settings may run at one time.
   *
   * @param config the bound settings
   * @return how many threads the filter has for the store, 1 to 1000
   */
  default int concurrency(C config) {
    return 4;
  }
}

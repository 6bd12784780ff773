package io.servex.plugin.auth;

import io.servex.api.plugin.Choice;
import io.servex.api.plugin.Parts;
import io.servex.api.plugin.PluginContext;
import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.store.AuthStoreProvider;
import java.util.Iterator;
import java.util.ServiceLoader;

/** The stores that are there: this plugin's own, and those of the jars beside it. */
final class AuthStores {
  private static final int MOST_THREADS = 1000;

  private AuthStores() {}

  /**
   * A store that is open.
   *
   * @param store the store
   * @param threads how many calls of it may run at one time
   */
  record Opened(AuthStore store, int threads) {}

  /** Looked up once: a layer never changes. */
  private static final class Installed {
    private static final Parts<AuthStoreProvider<?>> ALL = new Parts<>("store", load());
  }

  @SuppressWarnings({"rawtypes", "unchecked"})
  private static Iterator<AuthStoreProvider<?>> load() {
    var layer = AuthStores.class.getModule().getLayer();
    var loader =
        layer == null
            ? ServiceLoader.load(AuthStoreProvider.class, AuthStores.class.getClassLoader())
            : ServiceLoader.load(layer, AuthStoreProvider.class);
    return (Iterator) loader.iterator();
  }

  static Parts<AuthStoreProvider<?>> installed() {
    return Installed.ALL;
  }

  /**
   * Opens the store that is chosen.
   *
   * @throws IllegalArgumentException if there is none of that type, or it cannot be opened
   */
  static Opened open(Choice choice, PluginContext context) {
    return open(choice.type(), installed().settings(choice), context);
  }

  /**
   * Opens a store whose settings are known already.
   *
   * @throws IllegalArgumentException if there is none of that type, or it cannot be opened
   */
  static Opened open(String type, Record config, PluginContext context) {
    return open(installed().provider(type), config, context);
  }

  private static <C extends Record> Opened open(
      AuthStoreProvider<C> provider, Record config, PluginContext context) {
    var settings = provider.configType().cast(config);
    var threads =
        installed().create(provider.type(), () -> Math.max(1, provider.concurrency(settings)));
    var store = installed().create(provider.type(), () -> provider.create(settings, context));
    return new Opened(store, Math.min(MOST_THREADS, threads));
  }
}

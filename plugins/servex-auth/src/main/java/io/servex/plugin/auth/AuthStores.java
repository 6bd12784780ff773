package io.servex.plugin.auth;

import io.servex.api.plugin.Choice;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.SettingsException;
import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.store.AuthStoreProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The types of stores that are there: this plugin's own, and those of the jars beside it. With one
 * that cannot be loaded, or two of one type, nothing can be chosen: nobody could tell what is
 * meant.
 *
 * <p><b>Threading:</b> immutable.
 */
final class AuthStores {
  private static final int MOST = 1000;
  private static final int MOST_THREADS = 1000;

  private final Map<String, AuthStoreProvider<?>> byType = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * A store that is open.
   *
   * @param store the store
   * @param threads how many calls of it may run at one time
   */
  record Opened(AuthStore store, int threads) {}

  /** Those of this plugin's layer, looked up once: a layer never changes. */
  private static final class Installed {
    private static final AuthStores ALL = new AuthStores(load());
  }

  /** Takes what a loader finds. */
  @SuppressWarnings("rawtypes")
  AuthStores(Iterator<AuthStoreProvider> found) {
    for (var i = 0; i < MOST; i++) {
      try {
        if (!found.hasNext()) {
          return;
        }
        add(found.next());
      } catch (NoSuchElementException e) {
        return;
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        problems.add("a provider cannot be loaded: " + reason(e));
      }
    }
  }

  @SuppressWarnings("rawtypes")
  private static Iterator<AuthStoreProvider> load() {
    var layer = AuthStores.class.getModule().getLayer();
    return layer == null
        ? ServiceLoader.load(AuthStoreProvider.class, AuthStores.class.getClassLoader()).iterator()
        : ServiceLoader.load(layer, AuthStoreProvider.class).iterator();
  }

  static AuthStores installed() {
    return Installed.ALL;
  }

  private void add(AuthStoreProvider<?> provider) {
    var type = (@Nullable String) provider.type();
    if (type == null || type.isBlank()) {
      problems.add(provider.getClass().getName() + ": no type (expected: a type, as in acme.ldap)");
      return;
    }
    var other = byType.putIfAbsent(type, provider);
    if (other != null) {
      problems.add(
          "two providers of "
              + type
              + ", "
              + other.getClass().getName()
              + " and "
              + provider.getClass().getName()
              + " (expected: one of them)");
    }
  }

  private static String reason(Throwable problem) {
    var cause = problem.getCause();
    return cause == null ? problem.toString() : problem.getMessage() + ": " + cause;
  }

  /**
   * The settings of a choice.
   *
   * @throws IllegalArgumentException if there is none of that type, or they are not its own
   */
  Record settings(Choice choice) {
    return choice.bind(provider(choice.type()).configType());
  }

  /**
   * Opens the store that is chosen.
   *
   * @throws IllegalArgumentException if there is none of that type, or it cannot be opened
   */
  Opened open(Choice choice, PluginContext context) {
    var provider = provider(choice.type());
    return open(provider, choice.bind(provider.configType()), context);
  }

  /**
   * Opens a store whose settings are known already.
   *
   * @throws IllegalArgumentException if there is none of that type, or it cannot be opened
   */
  Opened open(String type, Record config, PluginContext context) {
    return open(provider(type), config, context);
  }

  private static <C extends Record> Opened open(
      AuthStoreProvider<C> provider, Record config, PluginContext context) {
    var settings = provider.configType().cast(config);
    try {
      var threads = Math.clamp(provider.concurrency(settings), 1, MOST_THREADS);
      var store = (@Nullable AuthStore) provider.create(settings, context);
      if (store != null) {
        return new Opened(store, threads);
      }
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException("store: " + provider.type() + ": " + e, e);
    }
    throw new IllegalArgumentException("store: " + provider.type() + ": created nothing");
  }

  private AuthStoreProvider<?> provider(String type) {
    var types = String.join(", ", byType.keySet());
    if (!problems.isEmpty()) {
      throw refused(String.join("; ", problems) + "; installed: " + types);
    }
    var provider = byType.get(type);
    if (provider == null) {
      throw refused(type + " (expected: one that is installed: " + types + ")");
    }
    return provider;
  }

  private static SettingsException refused(String text) {
    return new SettingsException(List.of(new SettingsException.Problem("store", text, List.of())));
  }
}

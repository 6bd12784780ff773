package io.servex.plugin.ratelimit;

import io.servex.api.plugin.Choice;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.SettingsException;
import io.servex.plugin.ratelimit.store.BucketStore;
import io.servex.plugin.ratelimit.store.BucketStoreProvider;
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
final class BucketStores {
  private static final int MOST = 1000;

  private final Map<String, BucketStoreProvider<?>> byType = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /** Those of this plugin's layer, looked up once: a layer never changes. */
  private static final class Installed {
    private static final BucketStores ALL = new BucketStores(load());
  }

  /** Takes what a loader finds. */
  @SuppressWarnings("rawtypes")
  BucketStores(Iterator<BucketStoreProvider> found) {
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
  private static Iterator<BucketStoreProvider> load() {
    var layer = BucketStores.class.getModule().getLayer();
    return layer == null
        ? ServiceLoader.load(BucketStoreProvider.class, BucketStores.class.getClassLoader())
            .iterator()
        : ServiceLoader.load(layer, BucketStoreProvider.class).iterator();
  }

  static BucketStores installed() {
    return Installed.ALL;
  }

  private void add(BucketStoreProvider<?> provider) {
    var type = (@Nullable String) provider.type();
    if (type == null || type.isBlank()) {
      problems.add(
          provider.getClass().getName() + ": no type (expected: a type, as in acme.redis)");
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
    return choice.bind(provider(choice).configType());
  }

  /**
   * Creates the store that is chosen.
   *
   * @throws IllegalArgumentException if there is none of that type, or it cannot be created
   */
  BucketStore open(Choice choice, PluginContext context) {
    try {
      var store = (@Nullable BucketStore) create(provider(choice), choice, context);
      if (store != null) {
        return store;
      }
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException("store: " + choice.type() + ": " + e, e);
    }
    throw new IllegalArgumentException("store: " + choice.type() + ": created nothing");
  }

  private static <C extends Record> BucketStore create(
      BucketStoreProvider<C> provider, Choice choice, PluginContext context) {
    return provider.create(choice.bind(provider.configType()), context);
  }

  private BucketStoreProvider<?> provider(Choice choice) {
    var types = String.join(", ", byType.keySet());
    if (!problems.isEmpty()) {
      throw refused(String.join("; ", problems) + "; installed: " + types);
    }
    var provider = byType.get(choice.type());
    if (provider == null) {
      throw refused(choice.type() + " (expected: one that is installed: " + types + ")");
    }
    return provider;
  }

  private static SettingsException refused(String text) {
    return new SettingsException(List.of(new SettingsException.Problem("store", text, List.of())));
  }
}

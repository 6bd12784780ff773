package io.servex.api.plugin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceConfigurationError;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one kind that a plugin takes from others, by type: its own, and those of the jars
 * beside it. With one that cannot be loaded, or two of one type, nothing can be chosen: nobody
 * could tell what is meant.
 *
 * <pre>{@code
 * var layer = MyPlugin.class.getModule().getLayer();
 * var stores = new Parts<MyStoreProvider<?>>("store", ServiceLoader.load(layer, …).iterator());
 * }</pre>
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param <P> the interface of the providers
 */
public final class Parts<P extends ComponentProvider<?>> {
  private static final int MOST = 1000;

  private final Map<String, P> byType = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final String key;

  /**
   * Takes what a loader finds, one by one, so that a broken one hides no other.
   *
   * @param key the key that chooses among them, for messages
   * @param found of a {@link java.util.ServiceLoader}, which only the plugin itself can ask
   */
  public Parts(String key, Iterator<? extends P> found) {
    this.key = key;
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

  private void add(P provider) {
    var type = (@Nullable String) provider.type();
    if (type == null || type.isBlank()) {
      problems.add(provider.getClass().getName() + ": no type (expected: a type, as in acme.own)");
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
   * The provider of a type.
   *
   * @param type what a {@link Choice} says
   * @return the provider, which knows the record of its settings
   * @throws SettingsException if there is none, or none can be chosen; the message names what is
   *     installed
   */
  public P provider(String type) {
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

  /**
   * The settings of a choice: what a configuration record checks.
   *
   * @param choice the choice
   * @return the bound record
   * @throws SettingsException if there is none of that type, or the settings are not its own
   */
  public Record settings(Choice choice) {
    return choice.bind(provider(choice.type()).configType());
  }

  /**
   * Creates a part, whatever its provider does.
   *
   * @param type the part's type
   * @param creation calls the provider
   * @return the part
   * @throws IllegalArgumentException if the provider throws, or creates nothing
   */
  public <T> T create(String type, Supplier<? extends @Nullable T> creation) {
    T created;
    try {
      created = creation.get();
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException(key + ": " + type + ": " + e, e);
    }
    if (created == null) {
      throw new IllegalArgumentException(key + ": " + type + ": created nothing");
    }
    return created;
  }

  private SettingsException refused(String text) {
    return new SettingsException(List.of(new SettingsException.Problem(key, text, List.of())));
  }
}

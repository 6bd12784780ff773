package io.servex.server.plugin;

import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.discovery.BackendDiscoveryProvider;
import io.servex.api.dump.DumpSinkProvider;
import io.servex.api.exchange.ExchangeListenerProvider;
import io.servex.api.filter.FilterProvider;
import io.servex.api.health.HealthProbeProvider;
import io.servex.api.plugin.ComponentProvider;
import io.servex.api.routing.RouteMatcherProvider;
import java.util.Arrays;
import java.util.Locale;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** What a plugin can provide. */
public enum ComponentKind {
  STRATEGY(BalancingStrategyProvider.class, "balancing strategy"),
  DISCOVERY(BackendDiscoveryProvider.class, "backend discovery"),
  PROBE(HealthProbeProvider.class, "health probe"),
  MATCHER(RouteMatcherProvider.class, "route matcher"),
  FILTER(FilterProvider.class, "filter"),
  LISTENER(ExchangeListenerProvider.class, "exchange listener"),
  SINK(DumpSinkProvider.class, "dump sink");

  @SuppressWarnings("rawtypes")
  private final Class<? extends ComponentProvider> type;

  private final String words;

  @SuppressWarnings("rawtypes")
  ComponentKind(Class<? extends ComponentProvider> type, String words) {
    this.type = type;
    this.words = words;
  }

  /** The interface of its providers. */
  @SuppressWarnings("rawtypes")
  public Class<? extends ComponentProvider> type() {
    return type;
  }

  /** The kind as people call it. */
  public String words() {
    return words;
  }

  /** The kind as commands and metrics name it: one word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of a provider.
   *
   * @throws IllegalArgumentException if it is of none
   */
  static ComponentKind of(ComponentProvider<?> provider) {
    for (var kind : values()) {
      if (kind.type().isInstance(provider)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        provider.getClass().getName() + " (expected: a provider of a kind of component)");
  }

  /**
   * The kind of a word.
   *
   * @throws IllegalArgumentException if there is none; the message names them all
   */
  public static ComponentKind of(@Nullable String word) {
    for (var kind : values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "--kind: "
            + (word == null ? "none" : word)
            + " (expected: "
            + String.join(", ", Arrays.stream(values()).map(ComponentKind::word).toList())
            + ")");
  }

  /** The providers of this kind in a layer and in those below it. */
  @SuppressWarnings("rawtypes")
  ServiceLoader<? extends ComponentProvider> in(ModuleLayer layer) {
    return ServiceLoader.load(layer, type);
  }

  /** The providers of this kind that came with the gateway. */
  @SuppressWarnings("rawtypes")
  ServiceLoader<? extends ComponentProvider> builtIn() {
    return ServiceLoader.load(type);
  }
}

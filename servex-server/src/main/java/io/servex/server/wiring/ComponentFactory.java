package io.servex.server.wiring;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.dump.DumpSink;
import io.servex.api.dump.DumpSinkProvider;
import io.servex.api.filter.FilterProvider;
import io.servex.api.health.HealthProbe;
import io.servex.api.health.HealthProbeProvider;
import io.servex.api.plugin.ComponentProvider;
import io.servex.api.routing.RouteMatcher;
import io.servex.api.routing.RouteMatcherProvider;
import io.servex.core.filter.FilterSlot;
import io.servex.server.StartException;
import io.servex.server.config.ComponentChoice;
import io.servex.server.config.ConfigNode;
import io.servex.server.config.Problems;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Creates the components that a configuration chooses. Whatever goes wrong in one, the gateway's or
 * a stranger's, becomes one sentence, and nothing is started.
 */
final class ComponentFactory {
  private final Components components;

  ComponentFactory(Components components) {
    this.components = components;
  }

  /** What makes a choice the same: its settings, and the code that they are for. */
  String identity(ComponentKind kind, ConfigNode choice) {
    var installed = components.find(kind, type(choice));
    return choice.canonical() + " of " + (installed == null ? "" : installed.identity());
  }

  static String type(ConfigNode choice) {
    return String.valueOf(ComponentChoice.type(choice));
  }

  BalancingStrategy strategy(String path, ConfigNode choice) throws StartException {
    return guarded(
        path, choice, () -> strategy(provider(ComponentKind.STRATEGY, choice), choice, path));
  }

  private <C extends Record> BalancingStrategy strategy(
      BalancingStrategyProvider<C> provider, ConfigNode choice, String path) {
    return provider.create(settings(provider, choice, path), context(provider));
  }

  RouteMatcher matcher(String path, ConfigNode choice) throws StartException {
    return guarded(
        path, choice, () -> matcher(provider(ComponentKind.MATCHER, choice), choice, path));
  }

  private <C extends Record> RouteMatcher matcher(
      RouteMatcherProvider<C> provider, ConfigNode choice, String path) {
    return provider.create(settings(provider, choice, path), context(provider));
  }

  FilterSlot filter(String path, ConfigNode choice) throws StartException {
    return guarded(
        path, choice, () -> filter(provider(ComponentKind.FILTER, choice), choice, path));
  }

  private <C extends Record> FilterSlot filter(
      FilterProvider<C> provider, ConfigNode choice, String path) {
    var created = provider.create(settings(provider, choice, path), context(provider));
    return new FilterSlot(
        provider.type(),
        Objects.requireNonNull(provider.phase(), "no phase"),
        Objects.requireNonNull(created, "no filter"));
  }

  DumpSink sink(String path, ConfigNode choice, ConfigNode settings) throws StartException {
    return guarded(path, choice, () -> sink(provider(ComponentKind.SINK, choice), settings, path));
  }

  private <C extends Record> DumpSink sink(
      DumpSinkProvider<C> provider, ConfigNode settings, String path) {
    try {
      return provider.create(settings(provider, settings, path), context(provider));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HealthProbe probe(String path, ConfigNode choice) throws StartException {
    return guarded(path, choice, () -> probe(provider(ComponentKind.PROBE, choice), choice, path));
  }

  private <C extends Record> HealthProbe probe(
      HealthProbeProvider<C> provider, ConfigNode choice, String path) {
    return provider.create(settings(provider, choice, path), context(provider));
  }

  /** Whether the probe asks for a path. */
  boolean probeNeedsPath(ConfigNode choice) {
    return components.find(ComponentKind.PROBE, type(choice)) instanceof Components.Installed found
        && found.provider() instanceof HealthProbeProvider<?> provider
        && provider.needsPath();
  }

  private static <C extends Record> C settings(
      ComponentProvider<C> provider, ConfigNode choice, String path) {
    var problems = new Problems();
    var settings = ComponentChoice.bind(provider, choice, problems, path);
    if (settings == null || !problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems.lines()));
    }
    return settings;
  }

  private static HostContext context(ComponentProvider<?> provider) {
    return new HostContext(provider.type());
  }

  @SuppressWarnings("unchecked")
  private <P extends ComponentProvider<?>> P provider(ComponentKind kind, ConfigNode choice) {
    var installed = components.find(kind, type(choice));
    if (installed == null) {
      throw new IllegalArgumentException("not installed");
    }
    return (P) kind.type().cast(installed.provider());
  }

  private static <T> T guarded(String path, ConfigNode choice, Supplier<T> create)
      throws StartException {
    try {
      var created = create.get();
      if (created == null) {
        throw new StartException(path + ": " + type(choice) + " created nothing");
      }
      return created;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      var reason =
          switch (e) {
            case IllegalArgumentException problem -> String.valueOf(problem.getMessage());
            case UncheckedIOException problem -> problem.getCause();
            default -> e;
          };
      throw new StartException(path + ": " + type(choice) + ": " + reason);
    }
  }
}

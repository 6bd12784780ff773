package io.servex.server.wiring;

import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.discovery.BackendDiscovery;
import io.servex.api.discovery.BackendDiscoveryProvider;
import io.servex.api.discovery.DiscoveredBackend;
import io.servex.api.dump.DumpSink;
import io.servex.api.dump.DumpSinkProvider;
import io.servex.api.exchange.ExchangeListener;
import io.servex.api.exchange.ExchangeListenerProvider;
import io.servex.api.filter.ChangeableLists;
import io.servex.api.filter.FilterProvider;
import io.servex.api.health.HealthProbe;
import io.servex.api.health.HealthProbeProvider;
import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.FailurePolicy;
import io.servex.api.plugin.SettingsException;
import io.servex.api.routing.RouteMatcher;
import io.servex.api.routing.RouteMatcherProvider;
import io.servex.core.filter.FilterSlot;
import io.servex.server.StartException;
import io.servex.server.config.ComponentChoice;
import io.servex.server.config.ConfigNode;
import io.servex.server.config.FilterMode;
import io.servex.server.config.Problems;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Creates the components that a configuration chooses. Whatever goes wrong in one, the gateway's or
 * a stranger's, becomes one sentence, and nothing is started.
 */
final class ComponentFactory {
  private final Components components;
  private final Host host;
  private final OpenComponents opened = new OpenComponents();
  private final @Nullable OpenComponents before;

  /** Creates one component with the context that it gets. */
  @FunctionalInterface
  private interface Creation<T> {
    T create(HostContext context);
  }

  /**
   * Creates components for one generation.
   *
   * @param components what is installed
   * @param host what their contexts share
   * @param before what the generation before holds open; null at the start
   */
  ComponentFactory(Components components, Host host, @Nullable OpenComponents before) {
    this.components = components;
    this.host = host;
    this.before = before;
  }

  /** What is to be closed with the components that were created or kept. */
  OpenComponents opened() {
    return opened;
  }

  /** Closes something with the component of a key. */
  void hold(Object key, AutoCloseable open) {
    opened.hold(key, open);
  }

  /** Keeps a component of the generation before, by the key that it was created with. */
  void keep(Object key) {
    opened.keep(key, before);
  }

  /** What makes a choice the same: its settings, and the code that they are for. */
  String identity(ComponentKind kind, ConfigNode choice) {
    var installed = components.find(kind, type(choice));
    return choice.canonical() + " of " + (installed == null ? "" : installed.identity());
  }

  static String type(ConfigNode choice) {
    return String.valueOf(ComponentChoice.type(choice));
  }

  BalancingStrategy strategy(String path, ConfigNode choice, Object key) throws StartException {
    return guarded(
        path,
        choice,
        key,
        context -> strategy(provider(ComponentKind.STRATEGY, choice), choice, path, context));
  }

  private <C extends Record> BalancingStrategy strategy(
      BalancingStrategyProvider<C> provider, ConfigNode choice, String path, HostContext context) {
    var strategy = provider.create(settings(provider, choice, path), context);
    return ownProvider(ComponentKind.STRATEGY, choice)
        ? strategy
        : new ContainedStrategy(
            strategy,
            failures(ComponentKind.STRATEGY, choice, false),
            allocations(ComponentKind.STRATEGY, choice, true));
  }

  private boolean ownProvider(ComponentKind kind, ConfigNode choice) {
    var installed = components.find(kind, type(choice));
    return installed != null && installed.builtIn();
  }

  private FailureBudget failures(ComponentKind kind, ConfigNode choice, boolean dispensable) {
    return new FailureBudget(kind.word(), type(choice), dispensable, host);
  }

  private Allocations allocations(ComponentKind kind, ConfigNode choice, boolean promised) {
    return new Allocations(kind.word(), type(choice), promised, host);
  }

  RouteMatcher matcher(String path, ConfigNode choice) throws StartException {
    return guarded(
        path,
        choice,
        new Object(),
        context -> matcher(provider(ComponentKind.MATCHER, choice), choice, path, context));
  }

  private <C extends Record> RouteMatcher matcher(
      RouteMatcherProvider<C> provider, ConfigNode choice, String path, HostContext context) {
    var matcher =
        Objects.requireNonNull(
            provider.create(settings(provider, choice, path), context), "no matcher");
    return new ContainedMatcher(
        matcher,
        failures(ComponentKind.MATCHER, choice, false),
        allocations(ComponentKind.MATCHER, choice, false));
  }

  FilterSlot filter(String path, ConfigNode choice, Object key) throws StartException {
    return guarded(
        path,
        choice,
        key,
        context -> filter(provider(ComponentKind.FILTER, choice), choice, path, context));
  }

  private <C extends Record> FilterSlot filter(
      FilterProvider<C> provider, ConfigNode choice, String path, HostContext context) {
    var settings = settings(provider, choice, path);
    var created = Objects.requireNonNull(provider.create(settings, context), "no filter");
    var phase = Objects.requireNonNull(provider.phase(settings), "no phase");
    var open = provider.failurePolicy() == FailurePolicy.OPEN;
    if (open && phase.protects()) {
      throw new IllegalArgumentException("fails open in the phase " + phase);
    }
    var failures = failures(ComponentKind.FILTER, choice, open);
    var allocations = allocations(ComponentKind.FILTER, choice, false);
    var watched = allocations.looked() ? new SampledFilter(created, allocations) : created;
    return new FilterSlot(
        provider.type(),
        phase,
        open ? new DispensableFilter(watched, failures) : watched,
        new FilterSlot.Traits(
            created instanceof ChangeableLists lists ? lists : null,
            ComponentChoice.mode(choice) == FilterMode.SHADOW,
            failures::failed));
  }

  ExchangeListener listener(String path, ConfigNode choice, Object key) throws StartException {
    return guarded(
        path,
        choice,
        key,
        context -> listener(provider(ComponentKind.LISTENER, choice), choice, path, context));
  }

  private <C extends Record> ExchangeListener listener(
      ExchangeListenerProvider<C> provider, ConfigNode choice, String path, HostContext context) {
    var listener = provider.create(settings(provider, choice, path), context);
    return new ContainedListener(
        Objects.requireNonNull(listener, "no listener"),
        failures(ComponentKind.LISTENER, choice, true),
        allocations(ComponentKind.LISTENER, choice, false));
  }

  DumpSink sink(String path, ConfigNode choice, ConfigNode settings, Object key)
      throws StartException {
    return guarded(
        path,
        choice,
        key,
        context -> sink(provider(ComponentKind.SINK, choice), settings, path, context));
  }

  private <C extends Record> DumpSink sink(
      DumpSinkProvider<C> provider, ConfigNode settings, String path, HostContext context) {
    try {
      return provider.create(settings(provider, settings, path), context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HealthProbe probe(String path, ConfigNode choice) throws StartException {
    return guarded(
        path,
        choice,
        new Object(),
        context -> probe(provider(ComponentKind.PROBE, choice), choice, path, context));
  }

  private <C extends Record> HealthProbe probe(
      HealthProbeProvider<C> provider, ConfigNode choice, String path, HostContext context) {
    return provider.create(settings(provider, choice, path), context);
  }

  /**
   * The backends that a rule's discovery finds; one that was there before is kept.
   *
   * @throws StartException if it cannot be created, or finds nothing out
   */
  List<DiscoveredBackend> discovered(String path, ConfigNode choice, Locations.Used locations)
      throws StartException {
    var key = new Discovery(path, identity(ComponentKind.DISCOVERY, choice));
    if (opened.keep(key, before)) {
      return locations.backends(
          key,
          path,
          () -> {
            throw new IOException("closed");
          });
    }
    var discovery =
        guarded(
            path,
            choice,
            key,
            context -> discovery(provider(ComponentKind.DISCOVERY, choice), choice, path, context));
    return locations.backends(key, path, discovery);
  }

  /** What makes a discovery the same: its rule, and its settings. */
  private record Discovery(String path, String identity) {}

  private <C extends Record> BackendDiscovery discovery(
      BackendDiscoveryProvider<C> provider, ConfigNode choice, String path, HostContext context) {
    return provider.create(settings(provider, choice, path), context);
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

  @SuppressWarnings("unchecked")
  private <P extends ComponentProvider<?>> P provider(ComponentKind kind, ConfigNode choice) {
    var installed = components.find(kind, type(choice));
    if (installed == null) {
      throw new IllegalArgumentException("not installed");
    }
    return (P) kind.type().cast(installed.provider());
  }

  /** The context is held open whatever becomes of the component. */
  private <T> T guarded(String path, ConfigNode choice, Object key, Creation<T> creation)
      throws StartException {
    var context = new HostContext(type(choice), host);
    opened.hold(key, context);
    try {
      var created = creation.create(context);
      if (created == null) {
        throw new StartException(path + ": " + type(choice) + " created nothing");
      }
      if (created instanceof AutoCloseable closeable && !(created instanceof DumpSink)) {
        opened.hold(key, closeable);
      }
      return created;
    } catch (StartException e) {
      throw e;
    } catch (Throwable e) {
      throw new StartException(reason(path, choice, e));
    }
  }

  /** Why there is no component; with the place of the settings where they are the reason. */
  private static String reason(String path, ConfigNode choice, Throwable e) {
    if (e instanceof SettingsException refused) {
      var problems = new Problems();
      problems.root(path, choice);
      for (var one : refused.problems()) {
        problems.add(one.key().isEmpty() ? path : path + "." + one.key(), one.text());
      }
      return String.join("\n", problems.lines());
    }
    var name = path.equals(type(choice)) ? path : path + ": " + type(choice);
    return switch (e) {
      case IllegalArgumentException problem ->
          choice.place() + "  " + name + ": " + problem.getMessage();
      case UncheckedIOException problem -> name + ": " + problem.getCause();
      default -> name + ": " + e;
    };
  }
}

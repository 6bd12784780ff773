package io.servex.server.plugin;

import io.servex.api.plugin.ComponentProvider;
import io.servex.server.plugin.Declaration.Declared;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All components that are installed: the gateway's own and those of plugins. Two that share a kind
 * and a type are both left out, so that nobody gets another than the one that was meant.
 *
 * <p>Immutable.
 */
public final class Components {
  private static final String OWN = "the gateway";

  private final Map<ComponentKind, Map<String, Installed>> byKind;
  private final List<Plugin> plugins;
  private final List<Declaration> idle;
  private final List<Failure> failures;

  /**
   * A component and where it comes from.
   *
   * @param provider the provider
   * @param from the plugin's path, or what stands for the gateway itself
   * @param identity the hash of the plugin, or a word that stands for the gateway
   */
  public record Installed(ComponentProvider<?> provider, String from, String identity) {
    /** Whether it came with the gateway. */
    public boolean builtIn() {
      return from.equals(OWN);
    }

    /** The same as another load of its plugin has it, where it is of that plugin. */
    private Installed of(Plugin plugin, Plugin.Component component) {
      return identity.equals(plugin.hash())
          ? new Installed(component.provider(), from, identity)
          : this;
    }
  }

  /**
   * Why a plugin, or a part of it, is of no use.
   *
   * @param path the plugin
   * @param reason one sentence
   */
  public record Failure(Path path, String reason) {
    @Override
    public String toString() {
      return path + ": " + reason;
    }
  }

  private Components(
      Map<ComponentKind, Map<String, Installed>> byKind,
      List<Plugin> plugins,
      List<Declaration> idle,
      List<Failure> failures) {
    this.byKind = byKind;
    this.plugins = List.copyOf(plugins);
    this.idle = List.copyOf(idle);
    this.failures = List.copyOf(failures);
  }

  /** The components that came with the gateway, and no others. */
  public static Components builtIn() {
    return of(List.of(), List.of(), List.of());
  }

  static Components of(List<Plugin> plugins, List<Declaration> idle, List<Failure> failed) {
    var byKind = new EnumMap<ComponentKind, Map<String, Installed>>(ComponentKind.class);
    var failures = new ArrayList<>(failed);
    for (var kind : ComponentKind.values()) {
      byKind.put(kind, own(kind));
    }
    var twice = new ArrayList<Declared>();
    for (var plugin : plugins) {
      for (var component : plugin.components()) {
        var types = byKind.getOrDefault(component.kind(), Map.of());
        var other = types.get(component.type());
        if (other == null) {
          var path = plugin.path().toString();
          types.put(component.type(), new Installed(component.provider(), path, plugin.hash()));
        } else {
          failures.add(duplicate(plugin.path(), component.kind(), component.type(), other.from()));
          twice.add(new Declared(component.kind(), component.type()));
        }
      }
      plugin.problems().forEach(problem -> failures.add(new Failure(plugin.path(), problem)));
    }
    for (var plugin : idle) {
      for (var one : plugin.components()) {
        var other = byKind.getOrDefault(one.kind(), Map.of()).get(one.type());
        if (other != null) {
          failures.add(duplicate(plugin.path(), one.kind(), one.type(), other.from()));
          twice.add(one);
        }
      }
    }
    twice.forEach(one -> byKind.getOrDefault(one.kind(), Map.of()).remove(one.type()));
    return new Components(byKind, plugins, idle, failures);
  }

  private static Map<String, Installed> own(ComponentKind kind) {
    var types = new TreeMap<String, Installed>();
    for (ComponentProvider<?> provider : kind.builtIn()) {
      types.put(provider.type(), new Installed(provider, OWN, OWN));
    }
    return types;
  }

  /**
   * These, and some that the program itself brings along.
   *
   * @throws IllegalArgumentException if a provider is of no known kind, or its type is taken
   */
  public Components with(List<ComponentProvider<?>> given) {
    var more = new EnumMap<ComponentKind, Map<String, Installed>>(ComponentKind.class);
    byKind.forEach((kind, types) -> more.put(kind, new TreeMap<>(types)));
    for (var provider : given) {
      var kind = ComponentKind.of(provider);
      var identity = "given " + System.identityHashCode(provider);
      var before = from(kind).get(provider.type());
      if (before != null) {
        throw new IllegalArgumentException("the program " + twice(kind, provider.type(), before));
      }
      more.getOrDefault(kind, new TreeMap<>())
          .put(provider.type(), new Installed(provider, "the program", identity));
    }
    return new Components(more, plugins, idle, failures);
  }

  /**
   * The same, with what others have of the same plugins taken from them: what has not changed, by
   * path and content, is not there twice.
   */
  public Components keeping(Components others) {
    var kept = plugins.stream().map(others::same).toList();
    var types = new EnumMap<ComponentKind, Map<String, Installed>>(ComponentKind.class);
    byKind.forEach((kind, installed) -> types.put(kind, new TreeMap<>(installed)));
    for (var plugin : kept) {
      for (var one : plugin.components()) {
        var installed = types.getOrDefault(one.kind(), Map.of());
        installed.computeIfPresent(one.type(), (type, found) -> found.of(plugin, one));
      }
    }
    return new Components(types, kept, idle, failures);
  }

  private Plugin same(Plugin plugin) {
    return plugins.stream()
        .filter(one -> one.path().equals(plugin.path()) && one.hash().equals(plugin.hash()))
        .findFirst()
        .orElse(plugin);
  }

  private static Failure duplicate(Path path, ComponentKind kind, String type, String other) {
    return new Failure(path, twice(kind, type, other));
  }

  private static String twice(ComponentKind kind, String type, String other) {
    return "provides the %s %s, as does %s (expected: one of them)"
        .formatted(kind.words(), type, other);
  }

  /** The components of one kind by type. */
  public Map<String, Installed> of(ComponentKind kind) {
    return Map.copyOf(byKind.getOrDefault(kind, Map.of()));
  }

  /** Where each type of one kind comes from, loaded or not. */
  public Map<String, String> from(ComponentKind kind) {
    var from = new TreeMap<String, String>();
    for (var plugin : idle) {
      for (var one : plugin.components()) {
        if (one.kind() == kind) {
          from.put(one.type(), plugin.path().toString());
        }
      }
    }
    byKind.getOrDefault(kind, Map.of()).forEach((type, one) -> from.put(type, one.from()));
    return from;
  }

  /**
   * One component; null when it is not installed.
   *
   * @throws IllegalStateException if nobody mentioned it, and it was not loaded for that reason
   */
  public @Nullable Installed find(ComponentKind kind, String type) {
    var found = byKind.getOrDefault(kind, Map.of()).get(type);
    if (found == null
        && idle.stream().anyMatch(one -> one.components().contains(new Declared(kind, type)))) {
      throw new IllegalStateException("the %s %s is not loaded".formatted(kind.words(), type));
    }
    return found;
  }

  /** The plugins that are loaded. */
  public List<Plugin> plugins() {
    return plugins;
  }

  /** What could not be used, and why. */
  public List<Failure> failures() {
    return failures;
  }
}

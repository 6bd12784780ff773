package io.servex.server.it;

import io.servex.server.plugin.PluginJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A folder of plugins in which others have put stores of their own beside the first-party plugins.
 * What their stores share lies in the system properties, the one place that all class loaders have.
 */
final class StoreJars {
  private static final String BUCKETS = "io.servex.plugin.ratelimit.store.BucketStoreProvider";
  private static final String USERS = "io.servex.plugin.auth.store.AuthStoreProvider";

  private final PluginJars jars;
  private final Path folder;

  StoreJars(Path work) throws IOException {
    jars = new PluginJars(Files.createDirectory(work.resolve("work")));
    folder = Files.createDirectory(work.resolve("plugins"));
    for (var plugin : new String[] {"servex-ratelimit", "servex-auth"}) {
      var copy = Files.createDirectory(folder.resolve(plugin));
      try (var files = Files.list(Yaml.INSTALLED.resolve(plugin))) {
        for (var file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
    }
  }

  Path folder() {
    return folder;
  }

  /** A configuration with these plugins. */
  String yaml(String sections, String rules) {
    return Yaml.withPlugins(sections, rules).replace(Yaml.INSTALLED.toString(), folder.toString());
  }

  /**
   * Buckets that gateways share: so many requests of a key in all, whatever the interval.
   *
   * @param jar the name of the jar, without its end
   * @param modular whether it has a descriptor; else it names its provider in META-INF
   * @param change what is changed in the sources, a text and what takes its place
   */
  void buckets(String jar, boolean modular, String... change) throws IOException {
    var sources = new HashMap<String, String>();
    sources.put(
        "acme." + jar + ".Provider",
        """
        package acme.%s;
        import io.servex.api.plugin.*;
        import io.servex.plugin.ratelimit.store.*;
        import java.util.concurrent.*;
        import java.util.concurrent.atomic.*;
        public final class Provider implements BucketStoreProvider<Provider.Settings> {
          record Settings(String cluster, Optional<Secret> password) {}
          public String type() { return "acme.shared"; }
          public Class<Settings> configType() { return Settings.class; }
          public BucketStore create(Settings settings, PluginContext context) {
            return new Shared(settings.cluster());
          }
          static AtomicInteger number(String name) {
            return (AtomicInteger)
                System.getProperties().computeIfAbsent(name, key -> new AtomicInteger());
          }
          record Shared(String cluster) implements BucketStore {
            public Buckets buckets(BucketLimit limit) {
              return new Buckets() {
                public Taken takeNow(KeyKind kind, String key) { return null; }
                public CompletionStage<Taken> takeLater(KeyKind kind, String key) {
                  var name = cluster + "/" + limit.name() + "/" + kind + "/" + key;
                  return CompletableFuture.supplyAsync(() -> {
                    int left = limit.burst() - number(name).incrementAndGet();
                    return new Taken(left >= 0, Math.max(0, left), 1_000_000, left > 0 ? 0 : 7_000_000);
                  });
                }
              };
            }
            public void close() { number(cluster + "/closed").incrementAndGet(); }
          }
        }
        """
            .formatted(jar)
            .replace(
                "java.util.concurrent.*;\n",
                "java.util.Optional;\nimport java.util.concurrent.*;\n"));
    build("servex-ratelimit", jar, modular, sources, BUCKETS, change);
  }

  /** Users that gateways share; the system property {@code CLUSTER.down} makes them unreachable. */
  void users(String jar, boolean modular) throws IOException {
    var sources = new HashMap<String, String>();
    sources.put(
        "acme." + jar + ".Provider",
        """
        package acme.%s;
        import io.servex.api.plugin.*;
        import io.servex.plugin.auth.store.*;
        import java.util.*;
        public final class Provider implements AuthStoreProvider<Provider.Settings> {
          record Settings(String cluster) {}
          public String type() { return "acme.users"; }
          public Class<Settings> configType() { return Settings.class; }
          public AuthStore create(Settings settings, PluginContext context) {
            return new Users(settings.cluster());
          }
          record Users(String cluster) implements AuthStore {
            Map<String, String[]> table(String name) {
              if (System.getProperty(cluster + ".down") != null) {
                throw new StoreUnavailableException("no " + cluster);
              }
              return (Map<String, String[]>) System.getProperties()
                  .computeIfAbsent(cluster + name, key -> Collections.synchronizedMap(new HashMap<>()));
            }
            private User user(String name) {
              var row = table("users").get(name);
              return row == null ? null
                  : new User("acme-" + name, name, row[0], List.of(row[1].split(",")));
            }
            public User byName(String name) { return user(name); }
            public User byId(String id) { return user(id.replaceFirst("acme-", "")); }
            public User add(String name, String hash, List<String> roles) {
              var row = new String[] {hash, String.join(",", roles)};
              return table("users").putIfAbsent(name, row) == null ? user(name) : null;
            }
            public void put(String name, String hash, List<String> roles) {
              table("users").put(name, new String[] {hash, String.join(",", roles)});
            }
            public void open(Session session) {
              table("sessions").put(session.id(), new String[] {session.tokenHash()});
            }
            public synchronized Rotation rotate(String shown, Session next) {
              var row = table("sessions").remove(next.id());
              if (row == null) { return Rotation.UNKNOWN; }
              if (!row[0].equals(shown)) { return Rotation.REUSED; }
              open(next);
              return Rotation.DONE;
            }
            public boolean end(String id, String shown) {
              var row = table("sessions").get(id);
              return row != null && row[0].equals(shown) && table("sessions").remove(id, row);
            }
            public void close() {}
          }
        }
        """
            .formatted(jar));
    build("servex-auth", jar, modular, sources, USERS);
  }

  private void build(
      String plugin,
      String jar,
      boolean modular,
      Map<String, String> sources,
      String service,
      String... change)
      throws IOException {
    for (var i = 0; i < change.length; i += 2) {
      var text = change[i];
      var other = change[i + 1];
      sources.replaceAll((name, source) -> source.replace(text, other));
    }
    var provider = "acme." + jar + ".Provider";
    if (modular) {
      var module = service.substring(0, service.lastIndexOf(".store."));
      sources.put(
          "module-info",
          "module acme.%s { requires %s; provides %s with %s; }"
              .formatted(jar, module, service, provider));
    }
    jars.build(
        folder.resolve(plugin + "/" + jar + ".jar"),
        sources,
        modular ? Map.of() : Map.of("META-INF/services/" + service, provider),
        folder.resolve(plugin + "/" + plugin + ".jar"));
  }
}

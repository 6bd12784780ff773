package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.discovery.BackendDiscoveryProvider;
import io.servex.api.filter.FilterProvider;
import io.servex.server.config.ComponentChoice;
import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.Problems;
import io.servex.server.discovery.DnsSrvDiscoveryProvider;
import io.servex.server.discovery.FileDiscoveryProvider;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import io.servex.server.plugin.InstalledPlugins;
import io.servex.testkit.BackendDiscoveryContract;
import io.servex.testkit.FilterContract;
import io.servex.testkit.TestRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What plugins owe the gateway, those that it ships owe too, as they are installed, and so do its
 * own discoveries. Strategies, probes and the sink are tested in the modules that they are in.
 */
class ContractIT {
  @TempDir private static Path folder;
  private static InstalledPlugins plugins;
  private static Components components;

  @BeforeAll
  static void load() {
    plugins = new InstalledPlugins();
    components = plugins.look(Yaml.INSTALLED, Set.of());
  }

  @AfterAll
  static void close() {
    plugins.close();
  }

  /** The contract of a filter from a jar, with settings as the configuration has them. */
  private abstract static class OfFilter<C extends Record> extends FilterContract<C> {
    private final FilterProvider<C> provider;
    private final C config;

    @SuppressWarnings("unchecked")
    OfFilter(String settings) {
      try {
        var choice =
            new ConfigLoader(Map.of(), (section, wanted) -> components, advice -> {})
                .parse("server: {http: \":0\"}\nfilters: [" + settings + "]\n")
                .config()
                .filters()
                .getFirst();
        var type = String.valueOf(ComponentChoice.type(choice));
        var installed = Optional.ofNullable(components.find(ComponentKind.FILTER, type));
        provider = (FilterProvider<C>) installed.orElseThrow().provider();
        var problems = new Problems();
        config =
            Optional.ofNullable(ComponentChoice.bind(provider, choice, problems, "")).orElseThrow();
        assertThat(problems.lines()).isEmpty();
      } catch (ConfigException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected FilterProvider<C> provider() {
      return provider;
    }

    @Override
    protected C config() {
      return config;
    }

    /** The package of the record is open to the gateway alone: here it is taken apart. */
    @Test
    @Override
    public void keepsItsConfigurationOverARoundTrip() throws Exception {
      assertRoundTrip(config);
    }
  }

  @Nested
  class OfAuth extends OfFilter<Record> {
    OfAuth() {
      super(
          "{type: auth, use_memory_database: true, jwt_access_secret: "
              + "ab".repeat(32)
              + ", jwt_refresh_secret: "
              + "cd".repeat(32)
              + "}");
    }

    @Override
    protected List<TestRequest> requests() {
      return List.of(
          TestRequest.get("/"), TestRequest.get("/").with("Authorization", "Bearer a.b.c"));
    }
  }

  @Nested
  class OfCache extends OfFilter<Record> {
    OfCache() {
      super("{type: cache}");
    }
  }

  @Nested
  class OfCompression extends OfFilter<Record> {
    OfCompression() {
      super("{type: compression}");
    }

    @Override
    protected List<TestRequest> requests() {
      return List.of(TestRequest.get("/"), TestRequest.get("/").with("Accept-Encoding", "gzip"));
    }

    @Override
    protected byte[] meaning(byte[] transformed) {
      try (var in = new GZIPInputStream(new ByteArrayInputStream(transformed))) {
        return in.readAllBytes();
      } catch (IOException e) {
        return transformed;
      }
    }
  }

  @Nested
  class OfCors extends OfFilter<Record> {
    OfCors() {
      super("{type: cors, allow_origins: ['https://a.example']}");
    }

    @Override
    protected List<TestRequest> requests() {
      return List.of(
          TestRequest.get("/").with("Origin", "https://a.example"),
          TestRequest.get("/").with("Origin", "https://b.example"),
          TestRequest.of("OPTIONS", "/")
              .with("Origin", "https://a.example")
              .with("Access-Control-Request-Method", "PUT"));
    }
  }

  @Nested
  class OfCsrf extends OfFilter<Record> {
    OfCsrf() {
      super("{type: csrf}");
    }

    @Override
    protected List<TestRequest> requests() {
      return List.of(
          TestRequest.get("/"),
          TestRequest.of("POST", "/"),
          TestRequest.of("POST", "/").with("X-CSRF-Token", "none"));
    }
  }

  @Nested
  class OfFilterOfClients extends OfFilter<Record> {
    OfFilterOfClients() {
      super("{type: filter, blocked_user_agents: [bot], blocked_ips: [10.0.0.0/8]}");
    }

    @Override
    protected List<TestRequest> requests() {
      return List.of(
          TestRequest.get("/"),
          TestRequest.get("/").with("User-Agent", "a bot"),
          TestRequest.get("/").from("10.1.2.3"));
    }
  }

  @Nested
  class OfRateLimit extends OfFilter<Record> {
    OfRateLimit() {
      super("{type: rate_limit, requests_per_interval: 1000, interval: 1s}");
    }

    @Override
    protected List<TestRequest> requests() {
      return List.of(TestRequest.get("/"), TestRequest.get("/").from("10.1.2.3"));
    }
  }

  @Nested
  class OfSecurity extends OfFilter<Record> {
    OfSecurity() {
      super("{type: security}");
    }
  }

  @Nested
  class OfStaticFiles extends OfFilter<Record> {
    OfStaticFiles() {
      super("{type: static_files, dir: '" + folder + "'}");
    }
  }

  /** What the testkit does where it may: whoever wrote these settings reads the same again. */
  private static void assertRoundTrip(Record config) throws ReflectiveOperationException {
    var parts = config.getClass().getRecordComponents();
    var types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var values = new Object[parts.length];
    for (var i = 0; i < values.length; i++) {
      parts[i].getAccessor().setAccessible(true);
      values[i] = parts[i].getAccessor().invoke(config);
    }
    var constructor = config.getClass().getDeclaredConstructor(types);
    constructor.setAccessible(true);

    assertThat(constructor.newInstance(values)).isEqualTo(config);
  }

  @Nested
  class OfFile extends BackendDiscoveryContract<FileDiscoveryProvider.Config> {
    @Override
    protected BackendDiscoveryProvider<FileDiscoveryProvider.Config> provider() {
      return new FileDiscoveryProvider();
    }

    @Override
    protected FileDiscoveryProvider.Config config() {
      try {
        var file = folder.resolve("backends.yaml");
        Files.writeString(file, "- http://10.0.0.1:80\n- {url: 'http://10.0.0.2', weight: 3}\n");
        return new FileDiscoveryProvider.Config(file, Duration.ofSeconds(1));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Test
    @Override
    public void keepsItsConfigurationOverARoundTrip() throws Exception {
      assertRoundTrip(config());
    }
  }

  @Nested
  class OfDnsSrv extends BackendDiscoveryContract<DnsSrvDiscoveryProvider.Config> {
    private final NameServerFake names;

    OfDnsSrv() throws IOException {
      names = new NameServerFake();
      names.service("_http._tcp.svc.test", 60, "0 2 8080 one.test", "0 1 8081 two.test");
    }

    @Override
    protected BackendDiscoveryProvider<DnsSrvDiscoveryProvider.Config> provider() {
      return new DnsSrvDiscoveryProvider();
    }

    @Override
    protected DnsSrvDiscoveryProvider.Config config() {
      return new DnsSrvDiscoveryProvider.Config(
          "_http._tcp.svc.test",
          DnsSrvDiscoveryProvider.Scheme.HTTP,
          List.of(names.address()),
          Duration.ofSeconds(2));
    }

    @Test
    @Override
    public void keepsItsConfigurationOverARoundTrip() throws Exception {
      assertRoundTrip(config());
    }
  }

  /** A type that is added to what is shipped is added here too. */
  @Test
  void nothingThatIsShippedIsLeftOut() {
    var tested = new TreeSet<String>();
    var filters = new ArrayList<Class<?>>(List.of(ContractIT.class.getDeclaredClasses()));
    filters.removeIf(one -> one.getSuperclass() != OfFilter.class);
    filters.forEach(one -> tested.add(one.getSimpleName()));

    assertThat(components.failures()).isEmpty();
    assertThat(tested).hasSize(components.of(ComponentKind.FILTER).size());
    assertThat(components.of(ComponentKind.DISCOVERY)).containsOnlyKeys("file", "dns_srv");
    for (var plugin : components.plugins()) {
      assertThat(plugin.components()).allMatch(one -> one.kind() == ComponentKind.FILTER);
    }
  }
}

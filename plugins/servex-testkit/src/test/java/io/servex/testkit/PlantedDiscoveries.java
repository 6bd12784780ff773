package io.servex.testkit;

import io.servex.api.discovery.BackendDiscovery;
import io.servex.api.discovery.BackendDiscoveryProvider;
import io.servex.api.discovery.DiscoveredBackend;
import io.servex.api.plugin.PluginContext;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Discoveries with one bug each, and one without. */
final class PlantedDiscoveries {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private PlantedDiscoveries() {}

  /** Creates discoveries that have no settings. */
  private record Provider(BackendDiscovery discovery)
      implements Planted.Typed, BackendDiscoveryProvider<Planted.Settings> {
    @Override
    public BackendDiscovery create(Planted.Settings config, PluginContext context) {
      return discovery;
    }
  }

  /** The contract around a discovery. */
  abstract static class Contract extends BackendDiscoveryContract<Planted.Settings> {
    abstract BackendDiscovery discovery();

    @Override
    protected BackendDiscoveryProvider<Planted.Settings> provider() {
      return new Provider(discovery());
    }

    @Override
    protected Planted.Settings config() {
      return new Planted.Settings(0);
    }
  }

  private static List<DiscoveredBackend> backends(String... urls) {
    return List.of(urls).stream().map(url -> new DiscoveredBackend(URI.create(url), 1)).toList();
  }

  private static List<DiscoveredBackend> three() {
    return backends("http://10.0.0.1:8080", "http://10.0.0.2:8080", "https://10.0.0.3");
  }

  static final class Sound extends Contract {
    @Override
    BackendDiscovery discovery() {
      return () -> new BackendDiscovery.Found(three(), MINUTE);
    }
  }

  /** Answers in turn, as many name servers do. */
  static final class Shuffles extends Contract {
    @Override
    BackendDiscovery discovery() {
      var order = new ArrayList<>(three());
      return () -> {
        Collections.rotate(order, 1);
        return new BackendDiscovery.Found(order, MINUTE);
      };
    }
  }

  /** The gateway would ask again without a pause. */
  static final class IsGoodForNoTime extends Contract {
    @Override
    BackendDiscovery discovery() {
      return () -> new BackendDiscovery.Found(three(), Duration.ZERO);
    }
  }

  static final class ForgetsTheScheme extends Contract {
    @Override
    BackendDiscovery discovery() {
      return () -> new BackendDiscovery.Found(backends("//10.0.0.1:8080"), MINUTE);
    }
  }
}

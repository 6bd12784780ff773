package io.servex.testkit;

import io.servex.api.health.HealthProbe;
import io.servex.api.health.HealthProbeProvider;
import io.servex.api.health.ProbeResult;
import io.servex.api.plugin.PluginContext;
import java.io.IOException;
import java.net.Socket;

/** Probes with one bug each, and one without: a backend that is well says {@code +}. */
final class PlantedProbes {
  private PlantedProbes() {}

  /** Creates probes that have no settings. */
  private record Provider(HealthProbe probe)
      implements Planted.Typed, HealthProbeProvider<Planted.Settings> {
    @Override
    public HealthProbe create(Planted.Settings config, PluginContext context) {
      return probe;
    }
  }

  /** The contract around a probe. */
  abstract static class Contract extends HealthProbeContract<Planted.Settings> {
    abstract HealthProbe probe();

    @Override
    protected HealthProbeProvider<Planted.Settings> provider() {
      return new Provider(probe());
    }

    @Override
    protected Planted.Settings config() {
      return new Planted.Settings(0);
    }

    @Override
    protected void answer(Socket socket) throws IOException {
      socket.getOutputStream().write('+');
    }
  }

  private static ProbeResult read(Socket socket) throws IOException {
    return socket.getInputStream().read() == '+'
        ? ProbeResult.passed()
        : ProbeResult.failed("says nothing");
  }

  static final class Sound extends Contract {
    @Override
    HealthProbe probe() {
      return target -> {
        try (var socket = target.connect()) {
          return read(socket);
        }
      };
    }
  }

  /** A connection is enough for it. */
  static final class AsksNothing extends Contract {
    @Override
    HealthProbe probe() {
      return target -> {
        try (var socket = target.connect()) {
          return socket.isConnected() ? ProbeResult.passed() : ProbeResult.failed("no connection");
        }
      };
    }
  }

  /** Passes whoever was not asked to the end. */
  static final class TakesTheEndForAnAnswer extends Contract {
    @Override
    HealthProbe probe() {
      return target -> {
        try (var socket = target.connect()) {
          return read(socket);
        } catch (IOException e) {
          return ProbeResult.passed();
        }
      };
    }
  }

  /** Its reasons are of several lines. */
  static final class SaysTooMuch extends Contract {
    @Override
    HealthProbe probe() {
      return target -> {
        try (var socket = target.connect()) {
          return read(socket);
        } catch (IOException e) {
          return ProbeResult.failed("no connection\n" + e);
        }
      };
    }
  }
}

package io.servex.testkit;

import io.servex.api.exchange.ExchangeListener;
import io.servex.api.exchange.ExchangeListenerProvider;
import io.servex.api.exchange.ObservedExchange;
import io.servex.api.plugin.PluginContext;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Listeners with one bug each, and one without. */
final class PlantedListeners {
  private PlantedListeners() {}

  /** Creates listeners that have no settings. */
  private record Provider(ExchangeListener listener)
      implements Planted.Typed, ExchangeListenerProvider<Planted.Settings> {
    @Override
    public ExchangeListener create(Planted.Settings config, PluginContext context) {
      return listener;
    }
  }

  /** The contract around a listener. */
  abstract static class Contract extends ExchangeListenerContract<Planted.Settings> {
    abstract ExchangeListener listener();

    @Override
    protected ExchangeListenerProvider<Planted.Settings> provider() {
      return new Provider(listener());
    }

    @Override
    protected Planted.Settings config() {
      return new Planted.Settings(0);
    }
  }

  /** Counts bytes. */
  static final class Sound extends Contract {
    private record Bytes(LongAdder sum) implements ExchangeListener {
      @Override
      public void ended(ObservedExchange exchange) {
        sum.add(exchange.bytesOut());
      }
    }

    @Override
    ExchangeListener listener() {
      return new Bytes(new LongAdder());
    }
  }

  /** Counts by backend, whether there was one or not. */
  static final class ExpectsABackend extends Contract {
    private record ByPort(LongAdder[] counts) implements ExchangeListener {
      @Override
      public void ended(ObservedExchange exchange) {
        var backend = Objects.requireNonNull(exchange.backend());
        counts[Math.floorMod(backend.url().getPort(), counts.length)].increment();
      }
    }

    @Override
    ExchangeListener listener() {
      return new ByPort(new LongAdder[] {new LongAdder()});
    }
  }

  static final class Blocks extends Contract {
    private record Waiting(Planted.Wait pause) implements ExchangeListener {
      @Override
      public void ended(ObservedExchange exchange) {
        pause.now();
      }
    }

    @Override
    ExchangeListener listener() {
      return new Waiting(new Planted.Wait(new AtomicInteger()));
    }
  }
}

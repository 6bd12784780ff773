package io.servex.testkit;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategy.Picker;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.balancing.SelectionContext;
import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.PluginContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Strategies with one bug each, and one without. */
final class Planted {
  private Planted() {}

  /** No settings. */
  record Settings(@Default("0") int unused) {}

  /** What all providers of planted components say. */
  interface Typed extends ComponentProvider<Settings> {
    @Override
    default String type() {
      return "acme.planted";
    }

    @Override
    default Class<Settings> configType() {
      return Settings.class;
    }
  }

  /** Creates strategies that have no settings. */
  record Provider(BalancingStrategy strategy)
      implements Typed, BalancingStrategyProvider<Settings> {
    @Override
    public BalancingStrategy create(Settings config, PluginContext context) {
      return strategy;
    }
  }

  /** The contract around a strategy. */
  abstract static class Contract extends BalancingStrategyContract<Settings> {
    abstract BalancingStrategy strategy();

    @Override
    protected BalancingStrategyProvider<Settings> provider() {
      return new Provider(strategy());
    }

    @Override
    protected Settings config() {
      return new Settings(0);
    }
  }

  /** What takes its time at every hundredth call, as something does that is looked up. */
  record Wait(AtomicInteger calls) {
    void now() {
      if (calls.incrementAndGet() % 100 == 0) {
        LockSupport.parkNanos(100_000);
      }
    }
  }

  private static Backend inTurn(List<Backend> eligible, SelectionContext request, int first) {
    for (var i = 0; i < eligible.size(); i++) {
      var candidate = eligible.get(Integer.remainderUnsigned(first + i, eligible.size()));
      if (!request.excludes(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  static final class Sound extends Contract {
    @Override
    BalancingStrategy strategy() {
      var next = new AtomicInteger();
      return eligible -> request -> inTurn(eligible, request, next.getAndIncrement());
    }
  }

  /** Candidates are collected in a list that all threads share. */
  static final class SharesState extends Contract {
    @Override
    BalancingStrategy strategy() {
      var candidates = new ArrayList<Backend>();
      return eligible ->
          request -> {
            candidates.clear();
            for (var i = 0; i < eligible.size(); i++) {
              if (!request.excludes(eligible.get(i))) {
                candidates.add(eligible.get(i));
              }
            }
            var size = candidates.size();
            return size == 0
                ? null
                : candidates.get(Math.floorMod((int) request.clientAddressHash(), size));
          };
    }
  }

  static final class Allocates extends Contract {
    @Override
    BalancingStrategy strategy() {
      return eligible ->
          request ->
              eligible.stream().filter(one -> !request.excludes(one)).findFirst().orElse(null);
    }
  }

  /** Hands out a copy of the backend. */
  static final class PicksAnother extends Contract {
    private record Copy(URI url, long identityHash, int weight, int inFlight) implements Backend {}

    @Override
    BalancingStrategy strategy() {
      return eligible ->
          request -> {
            var one = inTurn(eligible, request, 0);
            return one == null ? null : new Copy(one.url(), one.identityHash(), one.weight(), 0);
          };
    }
  }

  /** The remainder of a negative number is negative. */
  static final class Overflows extends Contract {
    private record Turns(AtomicInteger next) implements BalancingStrategy {
      @Override
      public Picker picker(List<Backend> eligible) {
        return request -> {
          var first = next.getAndIncrement() % eligible.size();
          for (var i = 0; i < eligible.size(); i++) {
            var candidate = eligible.get((first + i) % eligible.size());
            if (!request.excludes(candidate)) {
              return candidate;
            }
          }
          return null;
        };
      }
    }

    @Override
    BalancingStrategy strategy() {
      return new Turns(new AtomicInteger());
    }
  }

  static final class Blocks extends Contract {
    @Override
    BalancingStrategy strategy() {
      var wait = new Wait(new AtomicInteger());
      return eligible ->
          request -> {
            wait.now();
            return inTurn(eligible, request, 0);
          };
    }
  }

  static final class IgnoresWeights extends Contract {
    @Override
    BalancingStrategy strategy() {
      var next = new AtomicInteger();
      return eligible -> request -> inTurn(eligible, request, next.getAndIncrement());
    }

    @Override
    protected boolean followsWeights() {
      return true;
    }
  }
}

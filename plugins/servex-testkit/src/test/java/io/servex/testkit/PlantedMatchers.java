package io.servex.testkit;

import io.servex.api.http.RequestHead;
import io.servex.api.plugin.PluginContext;
import io.servex.api.routing.RouteMatcher;
import io.servex.api.routing.RouteMatcherProvider;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Matchers with one bug each, and one without. */
final class PlantedMatchers {
  private PlantedMatchers() {}

  /** Creates matchers that have no settings. */
  private record Provider(RouteMatcher matcher)
      implements Planted.Typed, RouteMatcherProvider<Planted.Settings> {
    @Override
    public RouteMatcher create(Planted.Settings config, PluginContext context) {
      return matcher;
    }
  }

  /** The contract around a matcher of a field. */
  abstract static class Contract extends RouteMatcherContract<Planted.Settings> {
    abstract RouteMatcher matcher();

    @Override
    protected RouteMatcherProvider<Planted.Settings> provider() {
      return new Provider(matcher());
    }

    @Override
    protected Planted.Settings config() {
      return new Planted.Settings(0);
    }

    @Override
    protected List<TestRequest> taken() {
      return List.of(TestRequest.get("/").with("X-Beta", "on"));
    }

    @Override
    protected List<TestRequest> left() {
      return List.of(TestRequest.get("/"));
    }
  }

  private static boolean beta(RequestHead request) {
    return request.header("X-Beta") != null;
  }

  /** Asks for nothing that a request of the testkit allocates for. */
  static final class Sound extends Contract {
    @Override
    RouteMatcher matcher() {
      return request -> request.path().equals("/beta");
    }

    @Override
    protected List<TestRequest> taken() {
      return List.of(TestRequest.get("/beta"), TestRequest.get("/beta?a=b"));
    }
  }

  /** Whoever was taken once is left from then on. */
  static final class TakesOnce extends Contract {
    @Override
    RouteMatcher matcher() {
      var taken = new AtomicBoolean();
      return request -> beta(request) && taken.compareAndSet(false, true);
    }
  }

  static final class Allocates extends Contract {
    @Override
    RouteMatcher matcher() {
      return request -> List.of(request.path().split("/", -1)).contains("beta");
    }

    @Override
    protected List<TestRequest> taken() {
      return List.of(TestRequest.get("/beta/x"));
    }
  }

  static final class Blocks extends Contract {
    @Override
    RouteMatcher matcher() {
      var wait = new Planted.Wait(new AtomicInteger());
      return request -> {
        wait.now();
        return beta(request);
      };
    }
  }

  /** What is written down is not what was given. */
  static final class ChangesItsSettings extends RouteMatcherContract<ChangesItsSettings.Prefix> {
    /** A slash is added, whether there is one or not. */
    record Prefix(String path) {
      Prefix {
        path = Objects.requireNonNull(path) + "/";
      }
    }

    private static final class OfPrefix implements RouteMatcherProvider<Prefix> {
      @Override
      public String type() {
        return "acme.planted";
      }

      @Override
      public Class<Prefix> configType() {
        return Prefix.class;
      }

      @Override
      public RouteMatcher create(Prefix config, PluginContext context) {
        return request -> request.path().startsWith(config.path());
      }
    }

    @Override
    protected RouteMatcherProvider<Prefix> provider() {
      return new OfPrefix();
    }

    @Override
    protected Prefix config() {
      return new Prefix("/beta");
    }

    @Override
    protected List<TestRequest> taken() {
      return List.of(TestRequest.get("/beta/x"));
    }

    @Override
    protected List<TestRequest> left() {
      return List.of(TestRequest.get("/"));
    }
  }
}

package io.servex.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.servex.api.routing.RouteMatcher;
import io.servex.api.routing.RouteMatcherProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a route matcher owes the gateway.
 *
 * @param <C> the configuration record
 */
public abstract class RouteMatcherContract<C extends Record>
    extends ComponentContract<RouteMatcherProvider<C>, C> {
  /** For test classes. */
  protected RouteMatcherContract() {}

  /**
   * Requests that the matcher takes.
   *
   * @return one or more
   */
  protected abstract List<TestRequest> taken();

  /**
   * Requests that the matcher leaves.
   *
   * @return one or more
   */
  protected abstract List<TestRequest> left();

  @Override
  Object createAny() {
    return create();
  }

  private RouteMatcher create() {
    var created = provider().create(config(), context());
    assertNotNull(created, "created nothing");
    return created;
  }

  /** Takes what it says that it takes, and leaves the rest, however often it is asked. */
  @Test
  public void takesWhatItShouldEachTime() {
    var matcher = create();
    for (var round = 0; round < 10; round++) {
      taken().forEach(request -> assertTrue(matcher.matches(request), "leaves " + request));
      left().forEach(request -> assertFalse(matcher.matches(request), "takes " + request));
    }
  }

  /** Two matchers of one configuration agree: nothing but the request decides. */
  @Test
  public void dependsOnTheRequestAlone() {
    var one = create();
    var other = create();
    for (var request : List.of(TestRequest.get("/"), TestRequest.of("OPTIONS", "*"))) {
      assertEquals(one.matches(request), other.matches(request), request.toString());
    }
    taken().forEach(request -> assertEquals(one.matches(request), other.matches(request)));
  }

  /** Answers the same on eight threads, and no thread waits for another. */
  @Test
  public void neverWaitsOnEightThreads() {
    var matcher = create();
    var taken = taken();
    var left = left();

    var waits =
        Crowd.leastWaits(thread -> {
          for (var run = 0; run < 2_000; run++) {
            var request = taken.get(run % taken.size());
            assertTrue(matcher.matches(request), "leaves " + request);
            assertFalse(matcher.matches(left.get(run % left.size())), "takes what it should leave");
          }
        });

    assertEquals(0, waits, "times that one of " + Crowd.THREADS + " threads had to wait");
  }

  /** A warm matcher gives the collector nothing to do. */
  @Test
  public void allocatesNothing() {
    var matcher = create();
    var taken = taken();
    var left = left();

    var bytes =
        Allocation.bytes(run -> {
          var first = matcher.matches(taken.get(run % taken.size()));
          var second = matcher.matches(left.get(run % left.size()));
          if (!first || second) {
            throw new AssertionError("answers differently");
          }
        });

    assertEquals(0, bytes, "bytes allocated for each request");
  }
}

package io.servex.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.servex.api.exchange.ExchangeListener;
import io.servex.api.exchange.ExchangeListenerProvider;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What an exchange listener owes the gateway.
 *
 * @param <C> the configuration record
 */
public abstract class ExchangeListenerContract<C extends Record>
    extends ComponentContract<ExchangeListenerProvider<C>, C> {
  private static final long SECOND = 1_000_000_000L;

  /** For test classes. */
  protected ExchangeListenerContract() {}

  /**
   * Requests of all the kinds that the listener tells apart.
   *
   * @return by default one
   */
  protected List<TestRequest> requests() {
    return List.of(TestRequest.get("/"));
  }

  @Override
  Object createAny() {
    return create();
  }

  private ExchangeListener create() {
    var created = provider().create(config(), context());
    assertNotNull(created, "created nothing");
    return created;
  }

  private List<TestRequest> all() {
    var all = new ArrayList<>(requests());
    all.add(TestRequest.of("OPTIONS", "*"));
    all.add(TestRequest.of("PURGE", "/" + "x".repeat(4_000)));
    all.add(TestRequest.get("/?").from("2001:db8::1").to("[2001:db8::2]"));
    return all;
  }

  /** Nothing is thrown, whatever becomes of an exchange, and however early it ends. */
  @Test
  public void followsEveryExchange() {
    try (var listener = create()) {
      for (var request : all()) {
        answered(listener, request);
        answeredByTheSecondBackend(listener, request);
        refused(listener, request);
        left(listener, request);
        tunnelled(listener, request);
      }
    }
  }

  private static TestObservation begun(ExchangeListener listener, TestRequest request) {
    var exchange = new TestObservation(listener, request);
    exchange.begin();
    return exchange;
  }

  private static void answered(ExchangeListener listener, TestRequest request) {
    var exchange = begun(listener, request);
    exchange.route("rule");
    exchange.identify("somebody");
    exchange.attempt(new TestBackend("http://10.0.0.1:8080", 1));
    exchange.pass(SECOND);
    exchange.answer(TestAnswer.of(200));
    exchange.transfer(1_000, 5_000_000_000L);
    exchange.pass(3_600 * SECOND);
    exchange.end();
  }

  private static void answeredByTheSecondBackend(ExchangeListener listener, TestRequest request) {
    var exchange = begun(listener, request);
    exchange.route("rule");
    exchange.attempt(new TestBackend("http://10.0.0.1:8080", 1));
    exchange.attempt(new TestBackend("http://10.0.0.2:8080", 1));
    exchange.answer(TestAnswer.of(503));
    exchange.end();
  }

  /** No rule, no backend: the gateway answers. */
  private static void refused(ExchangeListener listener, TestRequest request) {
    var exchange = begun(listener, request);
    exchange.route(null);
    exchange.answer(new TestAnswer(404, false, List.of()));
    exchange.end();
  }

  private static void left(ExchangeListener listener, TestRequest request) {
    var exchange = begun(listener, request);
    exchange.route("rule");
    exchange.attempt(new TestBackend("http://10.0.0.1:8080", 1));
    exchange.fail("client_abort");
    exchange.end();
  }

  private static void tunnelled(ExchangeListener listener, TestRequest request) {
    var exchange = begun(listener, request);
    exchange.route("rule");
    exchange.attempt(new TestBackend("http://10.0.0.1:8080", 1));
    exchange.answer(new TestAnswer(101, true, List.of()));
    exchange.transfer(10, 10);
    exchange.end();
  }

  /** Exchanges on eight threads do not disturb one another, and no event loop waits. */
  @Test
  public void neverWaitsOnEightThreads() {
    try (var listener = create()) {
      var requests = requests();

      var waits =
          Crowd.leastWaits(thread -> {
            for (var run = 0; run < 500; run++) {
              answered(listener, requests.get((run + thread) % requests.size()));
            }
          });

      assertEquals(0, waits, "times that one of " + Crowd.THREADS + " threads had to wait");
    }
  }
}

package io.servex.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterProvider;
import io.servex.api.filter.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a filter owes the gateway.
 *
 * @param <C> the configuration record
 */
public abstract class FilterContract<C extends Record>
    extends ComponentContract<FilterProvider<C>, C> {
  private static final int PATIENCE_SECONDS = 10;
  private static final List<Integer> STATUSES = List.of(200, 204, 206, 301, 304, 404, 500, 503);

  /** For test classes. */
  protected FilterContract() {}

  /**
   * Requests of all the kinds that the filter tells apart.
   *
   * @return by default one
   */
  protected List<TestRequest> requests() {
    return List.of(TestRequest.get("/"));
  }

  /**
   * A body of an answer.
   *
   * @return by default a text
   */
  protected byte[] body() {
    return "a line of text, ".repeat(200).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What a transformed body means, where its bytes depend on how the body was cut: the text inside,
   * for a compressed one.
   *
   * @param transformed what the client gets
   * @return by default the same
   */
  protected byte[] meaning(byte[] transformed) {
    return transformed;
  }

  @Override
  Object createAny() {
    return create();
  }

  private Filter create() {
    var created = provider().create(config(), context());
    assertNotNull(created, "created nothing");
    return created;
  }

  private static List<TestRequest> odd() {
    return List.of(
        TestRequest.of("OPTIONS", "*"),
        TestRequest.of("HEAD", "/"),
        TestRequest.of("PURGE", "/" + "x".repeat(4_000)),
        TestRequest.get("/?").from("2001:db8::1").to("[2001:db8::2]"),
        TestRequest.get("/é").with("X-Empty", "").with("X-Twice", "1").with("X-Twice", "2"));
  }

  private List<TestRequest> all() {
    var all = new ArrayList<>(requests());
    all.addAll(odd());
    return all;
  }

  /** A filter stands in one phase. */
  @Test
  public void standsInOnePhase() {
    var phase = provider().phase();

    assertNotNull(phase, "no phase");
    assertEquals(phase, provider().phase());
    assertNotNull(provider().phase(config()), "no phase with these settings");
  }

  /** Every request gets a decision, whatever it looks like. */
  @Test
  public void decidesAboutEveryRequest() {
    try (var filter = create()) {
      for (var request : all()) {
        var exchange = new TestExchange(request);
        var verdict = decide(filter, exchange);
        assertNotNull(verdict, "decides nothing about " + request);
        filter.completed(
            exchange, verdict instanceof Verdict.Respond r ? r.response().status() : 200);
      }
    }
  }

  /**
   * What a filter decides in the end.
   *
   * @param filter the filter
   * @param exchange the exchange
   * @return the decision, after what was awaited
   */
  protected static Verdict decide(Filter filter, TestExchange exchange) {
    @Nullable Verdict verdict = filter.request(exchange);
    while (verdict instanceof Verdict.Await(var stage)) {
      try {
        verdict = stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      } catch (ExecutionException e) {
        throw new AssertionError("fails: " + e.getCause(), e);
      } catch (TimeoutException e) {
        throw new AssertionError("does not decide within " + PATIENCE_SECONDS + " s", e);
      }
    }
    assertNotNull(verdict, "decides nothing");
    return verdict;
  }

  /** Every answer passes, whoever gave it; one without a body stays without. */
  @Test
  public void looksAtEveryAnswer() {
    try (var filter = create()) {
      for (var request : all()) {
        for (var status : STATUSES) {
          show(filter, request, TestResponse.of(status));
          show(filter, request, new TestResponse(status, false, 0));
          show(filter, request, new TestResponse(status, true, -1));
        }
      }
    }
  }

  /** The answers for which no filter is asked pass too, over TLS or not. */
  @Test
  public void looksAtAnswersAboutWhichItWasNotAsked() {
    try (var filter = create()) {
      for (var status : STATUSES) {
        filter.rejected(false, new TestResponse(status, false, 20));
        filter.rejected(true, new TestResponse(status, false, 20));
        for (var request : all()) {
          filter.rejected(request, new TestResponse(status, false, 20));
        }
      }
    }
  }

  private static void show(Filter filter, TestRequest request, TestResponse response) {
    var exchange = new TestExchange(request);
    if (decide(filter, exchange) instanceof Verdict.Continue) {
      filter.response(exchange, response);
      if (response.transforms()) {
        assertNotNull(response.transformed(List.of()));
      }
    }
    filter.completed(exchange, response.status());
  }

  /** A body means the same however the network cuts it. */
  @Test
  public void transformsABodyHoweverItIsCut() {
    var body = body();
    List<byte[]> bytes = new ArrayList<>();
    for (var one : body) {
      bytes.add(new byte[] {one});
    }
    try (var filter = create()) {
      for (var request : requests()) {
        var whole = transformed(filter, request, List.of(body));
        var cut = transformed(filter, request, bytes);

        assertArrayEquals(meaning(whole), meaning(cut), "bytes, one by one, of " + request);
      }
    }
  }

  private static byte[] transformed(Filter filter, TestRequest request, List<byte[]> parts) {
    var exchange = new TestExchange(request);
    var response = TestResponse.of(200);
    if (decide(filter, exchange) instanceof Verdict.Continue) {
      filter.response(exchange, response);
    }
    var result = response.transformed(parts);
    filter.completed(exchange, 200);
    return result;
  }

  /** Exchanges on eight threads do not disturb one another, and no event loop waits. */
  @Test
  public void neverWaitsOnEightThreads() {
    try (var filter = create()) {
      var requests = requests();

      var waits =
          Crowd.leastWaits(thread -> {
            for (var run = 0; run < 500; run++) {
              var exchange = new TestExchange(requests.get((run + thread) % requests.size()));
              @Nullable Verdict verdict = filter.request(exchange);
              assertNotNull(verdict, "decides nothing");
              filter.response(exchange, TestResponse.of(200));
              filter.completed(exchange, 200);
            }
          });

      assertTrue(waits == 0, waits + " times one of " + Crowd.THREADS + " threads had to wait");
    }
  }
}

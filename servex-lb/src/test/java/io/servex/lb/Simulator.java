package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.Outcome;
import io.servex.api.balancing.RequestKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Clients and backends in virtual time: the same numbers on every machine. Four backends, one of
 * which misbehaves; 1,000 requests a second of 2,000 clients, who keep their cookies, for a minute.
 * A backend serves as many requests at once as it is sent. There are no retries and no ejection:
 * what is seen is the strategy alone.
 */
final class Simulator {
  static final int BACKENDS = 4;
  private static final int CLIENTS = 2_000;
  private static final double REQUESTS_PER_SECOND = 1_000;
  private static final long MINUTE = 60_000_000_000L;
  private static final long MILLISECOND = 1_000_000L;

  private final SplittableRandom random = new SplittableRandom(20_261_125);
  private final PriorityQueue<End> ends = new PriorityQueue<>();
  private final List<FakeBackend> backends = new ArrayList<>();
  private final Map<Integer, String> cookies = new HashMap<>();
  private final Fault fault;
  private long now = 1;
  private long count;

  /** How the first backend misbehaves; all others answer after 10 ms. */
  enum Fault {
    /** It answers after 100 ms. */
    SLOW(100 * MILLISECOND, Outcome.ANSWERED),
    /** It answers 503 after 1 ms. */
    FAILING_FAST(MILLISECOND, Outcome.OVERLOADED),
    /** It never answers, and every request is given up after 10 s. */
    STALLING(10_000 * MILLISECOND, Outcome.TIMED_OUT);

    private final long nanos;
    private final Outcome outcome;

    Fault(long nanos, Outcome outcome) {
      this.nanos = nanos;
      this.outcome = outcome;
    }
  }

  private record End(long at, long order, FakeBackend backend, Outcome outcome, long took)
      implements Comparable<End> {
    @Override
    public int compareTo(End other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  Simulator(Fault fault) {
    this.fault = fault;
    for (var i = 0; i < BACKENDS; i++) {
      backends.add(FakeBackend.of("backend-" + i, 1));
    }
  }

  SplittableRandom random() {
    return random;
  }

  long now() {
    return now;
  }

  /** The percentage of requests that the misbehaving backend was given. */
  double share(BalancingStrategy strategy) {
    var picker = strategy.picker(List.<Backend>copyOf(backends));
    var given = 0;
    var total = 0;
    var next = 0L;
    while (next < MINUTE) {
      endUntil(next, strategy);
      now = next + 1;
      var backend = ask(strategy, picker);
      total++;
      given += backend == backends.getFirst() ? 1 : 0;
      next += exponential(1e9 / REQUESTS_PER_SECOND);
    }
    return 100.0 * given / total;
  }

  private FakeBackend ask(BalancingStrategy strategy, BalancingStrategy.Picker picker) {
    var client = random.nextInt(CLIENTS);
    var request = new Asked(RequestKey.mix(client + 1), cookies.getOrDefault(client, ""), Set.of());
    var backend = (FakeBackend) picker.pick(request);
    var cookie = strategy.cookie(request, backend);
    if (cookie != null) {
      cookies.put(client, cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';')));
    }
    backend.flying().incrementAndGet();
    var bad = backend == backends.getFirst();
    var took = bad ? fault.nanos : exponential(10 * MILLISECOND);
    var outcome = bad ? fault.outcome : Outcome.ANSWERED;
    ends.add(new End(now + took, count++, backend, outcome, took));
    return backend;
  }

  private void endUntil(long time, BalancingStrategy strategy) {
    while (!ends.isEmpty() && ends.element().at <= time) {
      var end = ends.remove();
      now = end.at;
      end.backend.flying().decrementAndGet();
      strategy.completed(end.backend, end.outcome, end.took);
    }
  }

  private long exponential(double mean) {
    return (long) Math.ceil(-mean * Math.log(1 - random.nextDouble()));
  }

  /** A line of the table in the documentation. */
  static String line(String name, ToDoubleFunction<Fault> share) {
    var line = new StringBuilder("| " + name + " |");
    for (var fault : Fault.values()) {
      line.append(' ').append(Math.round(share.applyAsDouble(fault) * 10) / 10.0).append(" % |");
    }
    return line.toString();
  }
}

package io.servex.core.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many threads want the few places of two backends; each waits where there is none. */
class PendingRequestStress {
  private static final int THREADS = 16;
  private static final int TURNS = 4000;
  private static final int LIMIT = 2;

  private final List<RuleBackend> backends = List.of(backend(0), backend(1));
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger mostHeld = new AtomicInteger();

  private static RuleBackend backend(int ordinal) {
    var url = URI.create("http://backend-" + ordinal);
    var state = new BackendState(url, new BackendState.Settings(LIMIT, 1, 0));
    return new RuleBackend(state, url, ordinal, 1);
  }

  /** No place is lost, none is given twice, and nobody waits while there is one. */
  @Test
  void everybodyGetsAPlaceOrGivesUp() throws Exception {
    try (var threads = Executors.newFixedThreadPool(THREADS + 1)) {
      var flapping = threads.submit(this::flap);
      var turns =
          IntStream.range(0, THREADS).<Callable<Integer>>mapToObj(i -> this::turns).toList();
      var placed = 0;
      for (var one : threads.invokeAll(turns, 60, TimeUnit.SECONDS)) {
        placed += one.get();
      }
      flapping.cancel(true);

      assertThat(placed).isGreaterThanOrEqualTo(THREADS * TURNS * 9 / 10);
    }
    assertThat(mostHeld.get()).isLessThanOrEqualTo(LIMIT * backends.size());
    assertThat(pending.get()).isZero();
    for (var backend : backends) {
      assertThat(backend.state().inFlight()).isZero();
      assertThat(backend.state().line().isEmpty()).isTrue();
    }
  }

  /** One backend leaves rotation now and then and comes back, as a balancer tells it. */
  private Void flap() throws InterruptedException {
    var backend = backends.getLast();
    while (true) {
      backend.state().connectFailed(0, "connect");
      Thread.sleep(1);
      backend.state().answered();
      backend.state().offer();
      Thread.sleep(1);
    }
  }

  private Integer turns() throws InterruptedException {
    var placed = 0;
    for (var i = 0; i < TURNS; i++) {
      var backend = place(i % 10 == 0);
      if (backend != null) {
        placed++;
        mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
        Thread.yield();
        held.decrementAndGet();
        backend.state().release();
      }
    }
    return placed;
  }

  private RuleBackend place(boolean hurried) throws InterruptedException {
    for (var backend : backends) {
      if (backend.healthy() && backend.state().tryAcquire()) {
        return backend;
      }
    }
    pending.incrementAndGet();
    var told = new CountDownLatch(1);
    var request = new PendingRequest(backends, pending, RuleBackend::healthy, told::countDown);
    request.begin();
    var came = told.await(hurried ? 1 : 20_000_000, TimeUnit.MICROSECONDS);
    var backend = request.end();
    assertThat(came && backend == null || !hurried && !came).isFalse();
    return backend;
  }
}

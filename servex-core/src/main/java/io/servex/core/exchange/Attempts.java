package io.servex.core.exchange;

import io.netty.util.concurrent.EventExecutor;
import io.servex.api.balancing.Outcome;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.select.LoadBalancer;
import io.servex.core.select.RetryPolicy;
import io.servex.core.select.RetryPolicy.Condition;
import io.servex.core.select.RuleBackend;
import io.servex.core.select.Selection;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one exchange to have its request answered. Each takes a place at one backend and
 * gives it back exactly once, in {@link #release}.
 *
 * <p>Another attempt needs a reason that the rule's policy knows, a backend, and a retry in the
 * rule's budget. Whether the request can be sent again at all is the exchange's to know.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class Attempts {
  private final Selection selection = new Selection();
  private final long exchangeStarted;
  private @Nullable LoadBalancer balancer;
  private RetryPolicy policy = RetryPolicy.FAILOVER;
  private @Nullable RuleBackend current;
  private @Nullable RuleBackend last;
  private @Nullable PlaceWait wait;
  private long attemptStarted;
  private long answeredAt;
  private long delayNanos;
  private long askedBackAt;
  private boolean askedToWait;
  private int count;
  private int inFlight;
  private int status;

  Attempts(long exchangeStarted) {
    this.exchangeStarted = exchangeStarted;
  }

  void begin(LoadBalancer among, DecodedRequest request, long clientAddressHash) {
    balancer = among;
    policy = among.options().retry();
    selection.begin(request, clientAddressHash);
  }

  /**
   * Takes a place for the first attempt.
   *
   * @return null when a place is taken, or why none is
   */
  @Nullable Failure first() {
    var among = balancer;
    if (among == null) {
      return Failure.INTERNAL;
    }
    among.budget().request();
    return switch (among.select(selection)) {
      case SELECTED -> {
        taken(selection.backend(), exchangeStarted);
        yield null;
      }
      case NO_HEALTHY, EXHAUSTED -> Failure.NO_HEALTHY_BACKEND;
      case ALL_FULL -> Failure.CONNECTION_LIMIT;
    };
  }

  /**
   * Begins to wait for a place for the first attempt.
   *
   * @param leftNanos what is left of the exchange's time
   * @param over called on the loop once {@link #placed} can tell how it ended
   * @return whether it may wait
   */
  boolean waits(EventExecutor loop, long leftNanos, Runnable over) {
    var among = balancer;
    wait = among == null ? null : PlaceWait.begin(among, loop, leftNanos, over);
    return wait != null;
  }

  /** Whether it waits for a place. */
  boolean waiting() {
    return wait != null;
  }

  /** Ends the wait; returns whether a place is taken. */
  boolean placed() {
    var ended = wait;
    wait = null;
    var backend = ended == null ? null : ended.end();
    if (backend == null) {
      return false;
    }
    selection.chosen(backend);
    taken(backend, System.nanoTime());
    return true;
  }

  /**
   * Takes a place for another attempt after one that came to nothing, and was released.
   *
   * @param reason why it came to nothing
   * @param leftNanos what is left of the exchange's time
   * @return whether a place is taken
   */
  boolean another(Failure reason, long leftNanos) {
    var worth =
        switch (reason) {
          case CONNECT, TLS -> policy.on().contains(Condition.CONNECT);
          case RESET -> policy.on().contains(Condition.RESET);
          default -> true;
        };
    return worth && another(leftNanos, reason == Failure.CONNECT || reason == Failure.TLS);
  }

  /**
   * Takes a place for another attempt instead of an answer that is worth it; the place of that
   * answer is given back then. Otherwise everything stays as it is, and the answer is to be
   * relayed.
   *
   * @param answer the answer's head
   * @param leftNanos what is left of the exchange's time
   * @return whether a place is taken
   */
  boolean instead(DecodedResponse answer, long leftNanos) {
    if (!policy.onStatus(answer.status())) {
      return false;
    }
    var now = System.nanoTime();
    var wait = RetryAfter.nanos(answer, Instant.now());
    if (wait > 0) {
      askedBackAt = askedToWait ? Math.max(askedBackAt, now + wait) : now + wait;
      askedToWait = true;
    }
    var before = current;
    var beforeStarted = attemptStarted;
    if (before == null || !another(leftNanos, false)) {
      return false;
    }
    before.state().answered();
    if (before != current) {
      before.state().release();
    }
    completed(before, outcome(answer.status()), answer.status(), now - beforeStarted);
    return true;
  }

  private boolean another(long leftNanos, boolean nothingSent) {
    var among = balancer;
    if (among == null || !policy.allowsMoreThan(count) || !among.budget().available()) {
      return false;
    }
    var untried = among.select(selection) == LoadBalancer.Result.SELECTED;
    var next = untried ? selection.backend() : repeated(among);
    if (next == null) {
      return false;
    }
    var delay = untried && (nothingSent || count == 1) ? 0 : delay(untried);
    if (delay > leftNanos || delay > policy.maxBackoffNanos() || !among.budget().tryRetry()) {
      if (next != current) {
        next.state().release();
      }
      return false;
    }
    delayNanos = delay;
    taken(next, System.nanoTime() + delay);
    return true;
  }

  /** A backend that was tried before; the current one keeps its own place, and takes no other. */
  private @Nullable RuleBackend repeated(LoadBalancer among) {
    if (!policy.repeats()) {
      return null;
    }
    selection.forgetTried();
    var before = current;
    if (among.select(selection) == LoadBalancer.Result.SELECTED) {
      var next = selection.backend();
      if (next != null && next == before) {
        next.state().release();
      }
      return next;
    }
    if (before != null) {
      selection.chosen(before);
    }
    return before;
  }

  /** The wait before a retry that is not the first one to another backend. */
  private long delay(boolean untried) {
    var draw = ThreadLocalRandom.current().nextDouble();
    var backoff = policy.backoffNanos(untried ? count : count + 1, draw);
    return untried || !askedToWait ? backoff : Math.max(backoff, askedBackAt - System.nanoTime());
  }

  private void taken(@Nullable RuleBackend backend, long startedNanos) {
    if (backend == null) {
      throw new IllegalStateException("nothing was selected");
    }
    current = backend;
    last = backend;
    inFlight = backend.inFlight();
    attemptStarted = startedNanos;
    answeredAt = 0;
    count++;
  }

  /** How long to wait before the current attempt. */
  long delayNanos() {
    return delayNanos;
  }

  /** The most bytes of a body that are worth keeping for another attempt. */
  int replayBytes() {
    return policy.resends() ? policy.replayBytes() : 0;
  }

  /** The backend that is being tried; null between attempts. */
  @Nullable RuleBackend current() {
    return current;
  }

  /** The backend that was tried last; null before the first attempt. */
  @Nullable RuleBackend last() {
    return last;
  }

  /** The number of attempts so far. */
  int count() {
    return count;
  }

  /** How many requests the backend had in flight when it was taken, this one included. */
  int inFlight() {
    return inFlight;
  }

  /** The backend has begun to answer, with this head, which is about to be relayed. */
  void answered(DecodedResponse response, long nowNanos) {
    answeredAt = nowNanos;
    status = response.status();
    var backend = current;
    var among = balancer;
    if (backend != null && among != null) {
      backend.state().answered();
      var cookie = among.cookie(selection, backend);
      if (cookie != null) {
        response.setCookie(cookie);
      }
    }
  }

  /** The backend could not be reached, or left without a word. */
  void unreachable(Failure how) {
    var backend = current;
    if (backend != null) {
      backend.state().connectFailed(System.nanoTime(), how.id());
    }
  }

  /** No connection could be opened; the backend is blamed unless the gateway itself is at fault. */
  void unreached(Failure reason) {
    var ownFault = reason.side() == Failure.Side.SERVEX;
    if (!ownFault) {
      unreachable(reason);
    }
    release(ownFault ? Outcome.ABANDONED : Outcome.CONNECT_FAILED);
  }

  /** What an answer with a status says about the backend. */
  static Outcome outcome(int status) {
    if (status == 429 || status == 503) {
      return Outcome.OVERLOADED;
    }
    return status >= 500 ? Outcome.SERVER_ERROR : Outcome.ANSWERED;
  }

  /** Gives the place back, if one is taken, and wants none any more. */
  void release(Outcome outcome) {
    var ended = wait;
    if (ended != null) {
      wait = null;
      var unused = ended.end();
      if (unused != null) {
        unused.state().release();
      }
    }
    var taken = current;
    current = null;
    if (taken != null) {
      taken.state().release();
      var until = answeredAt == 0 ? System.nanoTime() : answeredAt;
      completed(taken, outcome, answeredAt == 0 ? 0 : status, until - attemptStarted);
    }
  }

  private void completed(RuleBackend backend, Outcome outcome, int answered, long nanos) {
    var among = balancer;
    var counts = backend.state().counts();
    if (counts != null) {
      counts.ended(outcome, answered, Math.max(0, nanos));
    }
    if (among != null) {
      among.completed(backend, outcome, Math.max(0, nanos));
    }
  }
}

package io.servex.core.exchange;

import io.servex.api.balancing.Outcome;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.select.LoadBalancer;
import io.servex.core.select.RuleBackend;
import io.servex.core.select.Selection;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one exchange to have its request answered. Each takes a place at one backend and
 * gives it back exactly once, in {@link #release}.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class Attempts {
  private final Selection selection = new Selection();
  private final long exchangeStarted;
  private @Nullable LoadBalancer balancer;
  private @Nullable RuleBackend current;
  private @Nullable RuleBackend last;
  private long attemptStarted;
  private long answeredAt;
  private int count;
  private int inFlight;

  Attempts(long exchangeStarted) {
    this.exchangeStarted = exchangeStarted;
  }

  void begin(LoadBalancer among, DecodedRequest request, long clientAddressHash) {
    balancer = among;
    selection.begin(request, clientAddressHash);
  }

  /**
   * Takes a place at the next backend.
   *
   * @param ifNoneIsLeft the reason to give when all were tried
   * @return null when a place is taken, or why none is
   */
  @Nullable Failure next(Failure ifNoneIsLeft) {
    var among = balancer;
    if (among == null) {
      return Failure.INTERNAL;
    }
    return switch (among.select(selection)) {
      case SELECTED -> taken(selection.backend());
      case NO_HEALTHY -> count == 0 ? Failure.NO_HEALTHY_BACKEND : ifNoneIsLeft;
      case ALL_FULL -> count == 0 ? Failure.CONNECTION_LIMIT : ifNoneIsLeft;
      case EXHAUSTED -> ifNoneIsLeft;
    };
  }

  private @Nullable Failure taken(@Nullable RuleBackend backend) {
    if (backend == null) {
      return Failure.INTERNAL;
    }
    current = backend;
    last = backend;
    inFlight = backend.inFlight();
    attemptStarted = count == 0 ? exchangeStarted : System.nanoTime();
    count++;
    return null;
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
    var backend = current;
    var among = balancer;
    if (backend != null && among != null) {
      backend.state().answered();
      var cookie = among.cookie(selection);
      if (cookie != null) {
        response.setCookie(cookie);
      }
    }
  }

  /** The backend could not be reached, or left without a word. */
  void unreachable() {
    var backend = current;
    if (backend != null) {
      backend.state().connectFailed(System.nanoTime());
    }
  }

  /** No connection could be opened; the backend is blamed unless the gateway itself is at fault. */
  void unreached(Failure reason) {
    var ownFault = reason.side() == Failure.Side.SERVEX;
    if (!ownFault) {
      unreachable();
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

  /** Gives the place back, if one is taken. */
  void release(Outcome outcome) {
    var taken = current;
    var among = balancer;
    current = null;
    if (taken != null && among != null) {
      taken.state().release();
      var until = answeredAt == 0 ? System.nanoTime() : answeredAt;
      among.completed(taken, outcome, until - attemptStarted);
    }
  }
}

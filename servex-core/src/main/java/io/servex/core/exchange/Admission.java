package io.servex.core.exchange;

import io.netty.util.concurrent.EventExecutor;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.LocalFile;
import io.servex.core.decode.LocalResponse;
import io.servex.core.filter.FilterChain;
import io.servex.core.filter.FilterRun;
import io.servex.core.route.RouteDecision;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request from its head to the door of its destination: which rule takes it, and
 * whether the filters on the way let it pass.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange, but for {@link #decided}.
 */
final class Admission implements FilterRun.Exchange {
  /** How long a filter may take to decide where no rule says how long the exchange may take. */
  private static final long FILTER_NANOS = 30_000_000_000L;

  private final DecodedRequest request;
  private final RequestRelay relay;
  private final EventExecutor loop;
  private final Listener listener;
  private final RouteDecision<Destination> decision;
  private final @Nullable Destination destination;
  private @Nullable FilterRun filters;
  private boolean over;
  private boolean undecided;

  /** Learns what became of a request; called once. */
  interface Listener {
    /** The request may go to its destination. */
    void admitted();

    /** A filter answered. */
    void refused(LocalResponse answer);

    /** A filter failed. */
    void failed();

    /** A filter decides later. */
    void waits(long atMostNanos);
  }

  Admission(Exchanges.Settings settings, Exchange exchange, RequestRelay relay) {
    this.request = exchange.request();
    this.relay = relay;
    this.loop = exchange.client().worker().eventLoop();
    this.listener = exchange;
    this.decision = route(settings);
    this.destination = Dispatch.destination(decision);
    var chain = destination == null ? unrouted(settings) : destination.filters();
    if (chain != FilterChain.NONE) {
      var name = destination == null ? null : destination.name();
      filters = new FilterRun(chain, request, exchange.requestId(), name, this);
    }
  }

  /** A matcher that throws has decided nothing, so that no rule behind it may take the request. */
  private RouteDecision<Destination> route(Exchanges.Settings settings) {
    try {
      return settings.routes().route(request);
    } catch (Throwable e) {
      undecided = true;
      return new RouteDecision.NoRoute<>();
    }
  }

  private FilterChain unrouted(Exchanges.Settings settings) {
    return decision instanceof RouteDecision.MethodNotAllowed<Destination>
        ? settings.unrouted().taken()
        : settings.unrouted();
  }

  /** Asks the filters. */
  void begin() {
    var run = filters;
    if (undecided) {
      listener.failed();
    } else if (run == null) {
      listener.admitted();
    } else {
      take(run, run.advance());
    }
  }

  private void take(FilterRun run, FilterRun.Progress progress) {
    switch (progress) {
      case PASSED -> listener.admitted();
      case ANSWERED -> refuse(run);
      case FAILED -> listener.failed();
      case WAITING -> listener.waits(Dispatch.patience(destination, FILTER_NANOS));
    }
  }

  private void refuse(FilterRun run) {
    LocalResponse answer;
    try {
      answer = run.answer();
    } catch (IllegalArgumentException e) {
      run.blame("request", e);
      listener.failed();
      return;
    }
    listener.refused(answer);
  }

  @Override
  public void decided(@Nullable Verdict verdict, @Nullable Throwable problem) {
    try {
      loop.execute(() -> goOn(verdict, problem));
    } catch (RejectedExecutionException e) {
      drop(verdict);
    }
  }

  /** Lets go of what an answer holds that comes too late. */
  private static void drop(@Nullable Verdict verdict) {
    if (verdict instanceof Verdict.Respond(var late)) {
      LocalFile.drop(late);
    }
  }

  private void goOn(@Nullable Verdict verdict, @Nullable Throwable problem) {
    var run = filters;
    if (!over && run != null) {
      take(run, run.resume(verdict, problem));
    } else {
      drop(verdict);
    }
  }

  @Override
  public CompletionStage<byte[]> readBody(int limit, boolean whole) {
    return relay.collect(limit, whole, request);
  }

  @Override
  public void limitBody(long most, Response refusal, String by) {
    relay.bound(new BodyBound(most, LocalResponse.of(refusal), by));
  }

  /** The body is longer than a filter allows. */
  LocalResponse bodyTooLong(BodyBound bound) {
    var run = filters;
    if (run != null) {
      run.answeredBy(bound.by());
    }
    return bound.refusal();
  }

  /** The exchange is over: whatever a filter decides now changes nothing. */
  void over() {
    over = true;
  }

  /** Whether the time ran out while a filter was waited for; the filter is blamed then. */
  boolean tooLate() {
    var run = filters;
    if (run == null || !run.waiting()) {
      return false;
    }
    run.blame("request, which it did not decide in time", null);
    return true;
  }

  /** What the request passes; null for nothing. */
  @Nullable FilterRun filters() {
    return filters;
  }

  /** What the route table found. */
  RouteDecision<Destination> decision() {
    return decision;
  }

  /** Where the request goes; null when no rule took it. */
  @Nullable Destination destination() {
    return destination;
  }
}

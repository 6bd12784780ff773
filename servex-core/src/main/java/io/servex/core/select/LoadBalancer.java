package io.servex.core.select;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategy.Picker;
import io.servex.api.balancing.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses a backend of one rule and takes a place on it, in one go: what the strategy picks is
 * checked against health, limits and what was tried, and the strategy is asked again where that
 * fails. A strategy that throws, or picks what it was not given, is passed over and counted.
 *
 * <p><b>Threading:</b> for all event loops; the snapshot is replaced under a lock and read without.
 * Whoever comes first after a change of health replaces it.
 */
public final class LoadBalancer {
  private static final Logger LOG = LoggerFactory.getLogger(LoadBalancer.class);
  private static final long LOG_EVERY_NANOS = 60_000_000_000L;

  private final String rule;
  private final String type;
  private final List<RuleBackend> backends;
  private final @Nullable RuleBackend[] byOrdinal;
  private final BalancingStrategy strategy;
  private final RetryBudget budget;
  private final AtomicLong strategyFailures = new AtomicLong();
  private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);
  private final AtomicInteger pending = new AtomicInteger();
  private final Runnable onChange = this::changed;
  private volatile Options options;
  private volatile Snapshot snapshot;
  private volatile boolean stale;
  private volatile long sparedUntil;
  private volatile boolean sparing;

  /** What {@link #select} found. */
  public enum Result {
    /** A place is taken on {@link Selection#backend()}. */
    SELECTED,
    /** No backend is in rotation. */
    NO_HEALTHY,
    /** Every backend that is left is at its limit. */
    ALL_FULL,
    /** Every backend was tried. */
    EXHAUSTED
  }

  /**
   * What a rule says beside its strategy.
   *
   * @param slowStartNanos how long a backend that comes back is spared; 0 for not at all
   * @param retry when a request is given to a backend again
   * @param retryShare retries for each request
   * @param retriesPerSecond retries a second that are granted beside
   * @param queue who may wait where all backends are full
   * @param panicShare the share of backends in rotation below which all are used; 0 for never
   */
  public record Options(
      long slowStartNanos,
      RetryPolicy retry,
      double retryShare,
      int retriesPerSecond,
      Queue queue,
      double panicShare) {
    /** What a rule without a word about any of this does. */
    public static final Options NONE = new Options(0, RetryPolicy.FAILOVER, 0.2, 10, Queue.NONE, 0);
  }

  /**
   * Who may wait where all backends are full.
   *
   * @param most how many requests; 0 for none
   * @param nanos how long each
   */
  public record Queue(int most, long nanos) {
    /** Nobody. */
    public static final Queue NONE = new Queue(0, 0);
  }

  private record Snapshot(List<RuleBackend> eligible, @Nullable Picker picker) {}

  /**
   * Balances a rule.
   *
   * @param rule its name
   * @param type the strategy's type, for the log
   * @param backends the rule's backends in file order, no two of one ordinal
   * @param strategy who picks
   * @param options what the rule says beside
   */
  public LoadBalancer(
      String rule,
      String type,
      List<RuleBackend> backends,
      BalancingStrategy strategy,
      Options options) {
    this.rule = rule;
    this.type = type;
    this.backends = List.copyOf(backends);
    var most = backends.stream().mapToInt(RuleBackend::ordinal).max().orElse(-1);
    this.byOrdinal = new @Nullable RuleBackend[most + 1];
    for (var backend : backends) {
      byOrdinal[backend.ordinal()] = backend;
    }
    this.strategy = strategy;
    this.options = options;
    this.budget = new RetryBudget(options.retryShare, options.retriesPerSecond, System::nanoTime);
    this.snapshot = new Snapshot(eligible(), null);
    rebuild();
    for (var backend : backends) {
      backend.onChange(onChange);
    }
  }

  /** Goes by other options from now on; what is known of the backends stays. */
  public void apply(Options next) {
    var before = options;
    options = next;
    budget.apply(next.retryShare, next.retriesPerSecond);
    if (before.panicShare != next.panicShare) {
      rebuild();
    }
  }

  /** Stops following the health of the backends, once no new exchange comes. */
  public void close() {
    for (var backend : backends) {
      backend.removeListener(onChange);
    }
  }

  /** Those in rotation, or all where these are so few that they would not stand it alone. */
  private List<RuleBackend> eligible() {
    var all = new ArrayList<RuleBackend>();
    var eligible = new ArrayList<RuleBackend>();
    for (var backend : backends) {
      if (backend.weight() > 0) {
        all.add(backend);
        if (backend.healthy()) {
          eligible.add(backend);
        }
      }
    }
    return List.copyOf(eligible.size() < options.panicShare * all.size() ? all : eligible);
  }

  /**
   * The next request sees it: of thousands of rules that name a backend, few have one at this
   * moment. Only who waits has to be told at once, and who must know when a backend came back.
   */
  private void changed() {
    stale = true;
    if (pending.get() > 0 || options.slowStartNanos > 0) {
      rebuild();
    }
  }

  private Snapshot current() {
    if (stale) {
      rebuild();
    }
    return snapshot;
  }

  /** Hands out places without the lock: whoever takes one may be of another rule. */
  private void rebuild() {
    var eligible = renewed();
    if (pending.get() > 0) {
      eligible.forEach(backend -> backend.state().offer());
    }
  }

  private synchronized List<RuleBackend> renewed() {
    stale = false;
    var eligible = eligible();
    noteReturns(eligible);
    Picker picker = null;
    if (!eligible.isEmpty()) {
      try {
        picker = picker(eligible);
      } catch (Throwable e) {
        blame("made no picker", e);
      }
    }
    snapshot = new Snapshot(eligible, picker);
    return eligible;
  }

  /** A strategy may have to serve the balancer before this one still, for a moment. */
  private Picker picker(List<RuleBackend> eligible) {
    synchronized (strategy) {
      return strategy.picker(List.copyOf(eligible));
    }
  }

  /** Who picks. */
  public BalancingStrategy strategy() {
    return strategy;
  }

  private void noteReturns(List<RuleBackend> eligible) {
    var slowStart = options.slowStartNanos;
    if (slowStart > 0) {
      var now = System.nanoTime();
      for (var backend : eligible) {
        if (!snapshot.eligible.contains(backend)) {
          backend.returned(now);
          sparedUntil = now + slowStart;
          sparing = true;
        }
      }
    }
  }

  /** Chooses, and takes a place. */
  public Result select(Selection selection) {
    var now = current();
    var halfOpen = halfOpen(now, selection);
    if (halfOpen != null) {
      selection.chosen(halfOpen);
      return Result.SELECTED;
    }
    if (now.eligible.isEmpty()) {
      return Result.NO_HEALTHY;
    }
    selection.spare(0, 0, 0);
    if (sparing) {
      spare(selection);
    }
    return picked(now, selection) || selection.spares() && pickedSparingNobody(now, selection)
        ? Result.SELECTED
        : inOrder(now, selection);
  }

  private void spare(Selection selection) {
    var now = System.nanoTime();
    if (now - sparedUntil < 0) {
      var draw = ThreadLocalRandom.current().nextDouble();
      selection.spare(options.slowStartNanos, now, draw);
    } else {
      sparing = false;
    }
  }

  /** Those that came back are all that is left. */
  private boolean pickedSparingNobody(Snapshot now, Selection selection) {
    selection.spare(0, 0, 0);
    return picked(now, selection);
  }

  private boolean picked(Snapshot now, Selection selection) {
    for (var attempt = 0; attempt <= now.eligible.size(); attempt++) {
      var picked = pick(now, selection);
      if (picked == null) {
        return false;
      }
      if (picked.state().tryAcquire()) {
        selection.chosen(picked);
        return true;
      }
    }
    return false;
  }

  /** A backend that may be back, which is found out with a request that can be repeated. */
  private @Nullable RuleBackend halfOpen(Snapshot of, Selection selection) {
    var others = of.eligible.size();
    if (others == backends.size()) {
      return null;
    }
    var repeatable = others == 0 || selection.repeatable();
    var now = System.nanoTime();
    for (var i = 0; i < backends.size(); i++) {
      var backend = backends.get(i);
      if (backend.weight() > 0
          && !backend.healthy()
          && !selection.tried(backend)
          && backend.tryHalfOpen(now, repeatable)
          && backend.state().tryAcquire()) {
        return backend;
      }
    }
    return null;
  }

  private @Nullable RuleBackend pick(Snapshot now, Selection selection) {
    var picker = now.picker;
    if (picker == null) {
      return null;
    }
    try {
      var picked = picker.pick(selection);
      if (picked == null) {
        return null;
      }
      if (picked instanceof RuleBackend known && among(known) && !selection.tried(known)) {
        return known;
      }
      blame("picked what it was not given", null);
    } catch (Throwable e) {
      blame("threw", e);
    }
    return null;
  }

  private boolean among(RuleBackend picked) {
    var ordinal = picked.ordinal();
    return ordinal < byOrdinal.length && byOrdinal[ordinal] == picked;
  }

  /** One more than the largest ordinal of a backend. */
  public int ordinals() {
    return byOrdinal.length;
  }

  /** The first in file order that has a place: the last resort. */
  private static Result inOrder(Snapshot now, Selection selection) {
    var full = false;
    for (var i = 0; i < now.eligible.size(); i++) {
      var candidate = now.eligible.get(i);
      if (!selection.tried(candidate)) {
        if (candidate.state().tryAcquire()) {
          selection.chosen(candidate);
          return Result.SELECTED;
        }
        full = true;
      }
    }
    return full ? Result.ALL_FULL : Result.EXHAUSTED;
  }

  /**
   * Has a request wait for a place, after {@link Result#ALL_FULL}.
   *
   * @param placed told once, on any thread, when a place was handed over; {@link
   *     PendingRequest#end} says where
   * @return null when nobody more may wait
   */
  public @Nullable PendingRequest pend(Runnable placed) {
    if (pending.incrementAndGet() > options.queue.most) {
      pending.decrementAndGet();
      return null;
    }
    if (stale) {
      rebuild();
    }
    var request = new PendingRequest(backends, pending, this::takes, placed);
    request.begin();
    return request;
  }

  private boolean takes(RuleBackend backend) {
    return snapshot.eligible.contains(backend);
  }

  /** How many requests wait for a place. */
  public int pending() {
    return pending.get();
  }

  /** Tells the strategy how an attempt ended. */
  public void completed(Backend backend, Outcome outcome, long nanos) {
    try {
      strategy.completed(backend, outcome, nanos);
    } catch (Throwable e) {
      blame("threw", e);
    }
  }

  /**
   * The cookie that the strategy wants to be set with the answer of a backend: the value of a
   * Set-Cookie field, or null for none.
   */
  public @Nullable String cookie(Selection selection, RuleBackend answering) {
    try {
      var cookie = strategy.cookie(selection, answering);
      if (cookie == null || fieldValue(cookie)) {
        return cookie;
      }
      blame("made a cookie that is no field value", null);
    } catch (Throwable e) {
      blame("threw", e);
    }
    return null;
  }

  private static boolean fieldValue(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private void blame(String what, @Nullable Throwable cause) {
    strategyFailures.incrementAndGet();
    var last = loggedAt.get();
    var now = System.nanoTime();
    if (now - last >= LOG_EVERY_NANOS && loggedAt.compareAndSet(last, now)) {
      LOG.atError()
          .addKeyValue("rule", rule)
          .addKeyValue("load_balancing", type)
          .addKeyValue("problem", what)
          .setCause(cause)
          .log("strategy failed");
    }
  }

  /** What the rule says beside its strategy. */
  public Options options() {
    return options;
  }

  /** How many retries there may be. */
  public RetryBudget budget() {
    return budget;
  }

  /** How often the strategy failed. */
  public long strategyFailures() {
    return strategyFailures.get();
  }

  /** The strategy's type. */
  public String type() {
    return type;
  }

  /** All backends of the rule, in file order. */
  public List<RuleBackend> backends() {
    return backends;
  }
}

package io.servex.core.filter;

import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.ChangeableLists;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.ResponseHead;
import io.servex.api.http.RequestHead;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One filter of the configuration, in all chains that it is part of.
 *
 * <p><b>Threading:</b> for all event loops.
 */
public final class FilterSlot {
  private static final Logger LOG = LoggerFactory.getLogger(FilterSlot.class);
  private static final long LOG_EVERY_NANOS = 60_000_000_000L;

  private final String type;
  private final FilterPhase phase;
  private final Filter filter;
  private final @Nullable Shadow shadow;
  private final @Nullable FilterSlot endpoints;
  private final @Nullable FilterSlot owner;
  private final Traits traits;
  private final boolean answers;
  private final boolean ends;
  private final boolean rejections;
  private final LongAdder failures = new LongAdder();
  private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

  /**
   * What not every filter has.
   *
   * @param lists its lists that can be changed; null when it has none
   * @param shadowed whether it is asked and not obeyed
   * @param failed told of each of its failures, on any thread
   */
  public record Traits(@Nullable ChangeableLists lists, boolean shadowed, Runnable failed) {
    static final Traits NONE = new Traits(null, false, () -> {});
  }

  /**
   * Holds a filter.
   *
   * @param type the name that YAML uses
   * @param phase where it stands
   * @param filter the filter
   */
  public FilterSlot(String type, FilterPhase phase, Filter filter) {
    this(type, phase, filter, Traits.NONE);
  }

  /**
   * Holds a filter.
   *
   * @param type the name that YAML uses
   * @param phase where it stands
   * @param filter the filter
   * @param traits what else there is to know
   */
  public FilterSlot(String type, FilterPhase phase, Filter filter, Traits traits) {
    this.type = type;
    this.phase = phase;
    this.filter = filter;
    this.traits = traits;
    this.shadow = traits.shadowed() ? new Shadow(type) : null;
    this.owner = null;
    this.answers = overrides(filter, "response", FilterExchange.class, ResponseHead.class);
    this.ends = overrides(filter, "completed", FilterExchange.class, int.class);
    this.rejections = overrides(filter, "rejected", RequestHead.class, ResponseHead.class);
    var offered = filter.endpoints();
    this.endpoints = offered == null ? null : new FilterSlot(offered, this);
  }

  private FilterSlot(Filter offered, FilterSlot owner) {
    this.type = owner.type;
    this.phase = FilterPhase.ENDPOINTS;
    this.filter = offered;
    this.traits = Traits.NONE;
    this.answers = overrides(offered, "response", FilterExchange.class, ResponseHead.class);
    this.ends = overrides(offered, "completed", FilterExchange.class, int.class);
    this.rejections = overrides(offered, "rejected", RequestHead.class, ResponseHead.class);
    this.shadow = null;
    this.endpoints = null;
    this.owner = owner;
  }

  /** Whether a filter does anything there: whoever keeps the default of a call gets none. */
  private static boolean overrides(Filter filter, String call, Class<?>... parameters) {
    var asked = filter;
    while (asked instanceof WrappingFilter wrapping) {
      asked = wrapping.inner();
    }
    try {
      return asked.getClass().getMethod(call, parameters).getDeclaringClass() != Filter.class;
    } catch (NoSuchMethodException | LinkageError e) {
      return true;
    }
  }

  /**
   * What the filter offers at paths of its own, also in shadow; null for nothing. Its failures are
   * the filter's.
   */
  public @Nullable FilterSlot endpoints() {
    return endpoints;
  }

  /** The name that YAML uses. */
  public String type() {
    return type;
  }

  public FilterPhase phase() {
    return phase;
  }

  Filter filter() {
    return filter;
  }

  /** What stands for a transformer of this filter. */
  BodyTransformer around(BodyTransformer transformer) {
    return filter instanceof WrappingFilter wrapping ? wrapping.around(transformer) : transformer;
  }

  /** Whether it does anything about answers. */
  boolean looksAtAnswers() {
    return answers;
  }

  /** Whether it does anything at the end of an exchange. */
  boolean looksAtEnds() {
    return ends;
  }

  /** Whether what it does about an answer that it was not asked about depends on the request. */
  boolean looksAtRejections() {
    return rejections;
  }

  /** Its lists that can be changed; null when it has none. */
  public @Nullable ChangeableLists lists() {
    return traits.lists();
  }

  /** What it would have done; null when it is obeyed. */
  public @Nullable Shadow shadow() {
    return shadow;
  }

  /** How often it failed. */
  public long failures() {
    return failures.sum();
  }

  void blame(String when, @Nullable Throwable cause) {
    if (owner != null) {
      owner.blame(when, cause);
      return;
    }
    failures.increment();
    traits.failed().run();
    var last = loggedAt.get();
    var now = System.nanoTime();
    if (now - last >= LOG_EVERY_NANOS && loggedAt.compareAndSet(last, now)) {
      LOG.atError()
          .addKeyValue("filter", type)
          .addKeyValue("when", when)
          .addKeyValue("failures", failures())
          .setCause(cause)
          .log("filter failed");
    }
  }

  /** Lets the filter go, after the last exchange that could use it. */
  public void close() {
    try {
      filter.close();
    } catch (Throwable e) {
      blame("close", e);
    }
  }
}

package io.servex.server.wiring;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.Outcome;
import io.servex.api.balancing.SelectionContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A strategy whose failures and allocations are counted; for each failure the gateway goes by the
 * order of the file.
 */
final class ContainedStrategy implements BalancingStrategy, AutoCloseable {
  private final BalancingStrategy strategy;
  private final FailureBudget failures;
  private final Allocations allocations;

  ContainedStrategy(BalancingStrategy strategy, FailureBudget failures, Allocations allocations) {
    this.strategy = strategy;
    this.failures = failures;
    this.allocations = allocations;
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    try {
      return new Contained(strategy.picker(eligible));
    } catch (Throwable e) {
      failures.failed();
      throw e;
    }
  }

  /** A picker of the strategy. */
  private final class Contained implements Picker {
    private final Picker picker;

    Contained(@Nullable Picker picker) {
      if (picker == null) {
        throw new IllegalStateException("made no picker");
      }
      this.picker = picker;
    }

    @Override
    public @Nullable Backend pick(SelectionContext request) {
      try {
        var before = allocations.before();
        var picked = picker.pick(request);
        allocations.after(before);
        return picked;
      } catch (Throwable e) {
        failures.failed();
        throw e;
      }
    }
  }

  @Override
  public void completed(Backend backend, Outcome outcome, long nanos) {
    try {
      var before = allocations.before();
      strategy.completed(backend, outcome, nanos);
      allocations.after(before);
    } catch (Throwable e) {
      failures.failed();
      throw e;
    }
  }

  @Override
  public @Nullable String cookie(SelectionContext request, Backend answering) {
    try {
      return strategy.cookie(request, answering);
    } catch (Throwable e) {
      failures.failed();
      throw e;
    }
  }

  @Override
  public void close() throws Exception {
    if (strategy instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}

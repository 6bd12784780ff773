package io.servex.server.wiring;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.Outcome;
import io.servex.api.balancing.SelectionContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A strategy whose failures are counted. While it is left alone it picks nothing, and the gateway
 * goes by the order of the file.
 */
final class ContainedStrategy implements BalancingStrategy, AutoCloseable {
  private final BalancingStrategy strategy;
  private final Quarantine quarantine;

  ContainedStrategy(BalancingStrategy strategy, Quarantine quarantine) {
    this.strategy = strategy;
    this.quarantine = quarantine;
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    try {
      return new Contained(strategy.picker(eligible));
    } catch (Throwable e) {
      quarantine.failed();
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
      if (quarantine.on()) {
        return null;
      }
      try {
        return picker.pick(request);
      } catch (Throwable e) {
        quarantine.failed();
        throw e;
      }
    }
  }

  @Override
  public void completed(Backend backend, Outcome outcome, long nanos) {
    if (quarantine.on()) {
      return;
    }
    try {
      strategy.completed(backend, outcome, nanos);
    } catch (Throwable e) {
      quarantine.failed();
      throw e;
    }
  }

  @Override
  public @Nullable String cookie(SelectionContext request, Backend answering) {
    if (quarantine.on()) {
      return null;
    }
    try {
      return strategy.cookie(request, answering);
    } catch (Throwable e) {
      quarantine.failed();
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

package io.servex.server.observe;

import com.codahale.metrics.Counter;
import java.util.function.LongSupplier;

/** A counter whose value somebody else keeps. */
final class SuppliedCounter extends Counter {
  private final LongSupplier value;

  SuppliedCounter(LongSupplier value) {
    this.value = value;
  }

  @Override
  public long getCount() {
    return value.getAsLong();
  }
}

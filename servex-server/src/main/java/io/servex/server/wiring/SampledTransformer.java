package io.servex.server.wiring;

import io.servex.api.filter.BodyTransformer;
import java.nio.ByteBuffer;

/** A transformer some of whose calls are looked at for what they allocate. */
final class SampledTransformer implements BodyTransformer {
  private final BodyTransformer transformer;
  private final Allocations allocations;

  SampledTransformer(BodyTransformer transformer, Allocations allocations) {
    this.transformer = transformer;
    this.allocations = allocations;
  }

  @Override
  public void part(ByteBuffer part, Out out) {
    var before = allocations.before();
    transformer.part(part, out);
    allocations.after(before);
  }

  @Override
  public void flush(Out out) {
    var before = allocations.before();
    transformer.flush(out);
    allocations.after(before);
  }

  @Override
  public void end(Out out) {
    var before = allocations.before();
    transformer.end(out);
    allocations.after(before);
  }

  @Override
  public void close() {
    transformer.close();
  }
}

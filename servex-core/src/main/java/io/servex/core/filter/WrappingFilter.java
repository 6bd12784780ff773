package io.servex.core.filter;

import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.Filter;

/** A filter that does something about the calls of another, and nothing of its own accord. */
public interface WrappingFilter extends Filter {
  /** The filter whose calls these are. */
  Filter inner();

  /** What stands for a transformer of that filter: one that does something about its calls. */
  default BodyTransformer around(BodyTransformer transformer) {
    return inner() instanceof WrappingFilter wrapping ? wrapping.around(transformer) : transformer;
  }
}

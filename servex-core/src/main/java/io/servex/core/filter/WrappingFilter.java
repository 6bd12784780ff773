package io.servex.core.filter;

import io.servex.api.filter.Filter;

/** A filter that does something about the calls of another, and nothing of its own accord. */
public interface WrappingFilter extends Filter {
  /** The filter whose calls these are. */
  Filter inner();
}

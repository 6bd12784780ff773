package io.servex.api.filter;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.FailurePolicy;
import io.servex.api.plugin.PluginContext;

/**
 * Creates filters of one type.
 *
 * @param <C> the configuration record
 */
public interface FilterProvider<C extends Record> extends ComponentProvider<C> {
  /**
   * Where filters of this type stand.
   *
   * @return the phase, always the same
   */
  FilterPhase phase();

  /**
   * Where a filter with these settings stands, for types that have more than one place.
   *
   * @param config the bound configuration
   * @return the phase, always the same for the same settings
   */
  default FilterPhase phase(C config) {
    return phase();
  }

  /**
   * What becomes of requests once a filter has failed too often ({@code plugins.failure_budget}).
   *
   * @return {@link FailurePolicy#OPEN} only where nothing depends on the filter; a phase that
   *     {@link FilterPhase#protects} cannot have it
   */
  default FailurePolicy failurePolicy() {
    return FailurePolicy.CLOSED;
  }

  /**
   * Creates a filter.
   *
   * @param config the bound configuration
   * @param context what the host offers
   * @return a filter for one place of the configuration
   * @throws IllegalArgumentException if the configuration cannot work; the message is shown beside
   *     the place in the file
   */
  Filter create(C config, PluginContext context);
}

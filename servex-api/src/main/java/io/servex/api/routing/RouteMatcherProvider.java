package io.servex.api.routing;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.PluginContext;

/**
 * Creates route matchers of one type.
 *
 * @param <C> the configuration record
 */
public interface RouteMatcherProvider<C extends Record> extends ComponentProvider<C> {
  /**
   * Creates the matcher of one rule.
   *
   * @param config the bound configuration
   * @param context what the host offers
   * @return a matcher that lives as long as the rule
   * @throws IllegalArgumentException if the configuration cannot work; the message is shown beside
   *     the key's place in the file
   */
  RouteMatcher create(C config, PluginContext context);
}

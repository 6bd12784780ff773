package io.servex.api.plugin;

/**
 * Names one type of component and the record that configures it.
 *
 * <p>A provider is found with {@link java.util.ServiceLoader} through the sub-interface of its
 * kind, for example {@link io.servex.api.balancing.BalancingStrategyProvider}. In YAML, {@code
 * load_balancing: round_robin} means {@code {type: round_robin}}; every other key of the mapping is
 * bound to the component of {@link #configType()} whose name is the key in camel case. A record
 * component is required, carries {@link Default}, or is an {@link java.util.Optional}. A record
 * refuses its values in its compact constructor, by {@link SettingProblems}: that is asked by
 * whoever only checks a configuration, too.
 *
 * <p><b>Lifecycle:</b> the host binds the configuration, creates the component with a {@link
 * PluginContext} of its own, uses it, and closes it exactly once, after the last exchange that
 * could use it: any component that implements {@link AutoCloseable} is closed, and then its
 * context. Components are closed in the reverse of the order in which they were created, also where
 * a later one could not be created.
 *
 * <p><b>Threading:</b> called on one thread, at start and at reload only.
 *
 * @param <C> the configuration record
 */
public interface ComponentProvider<C extends Record> {
  /**
   * The name that YAML uses for this type of component.
   *
   * @return lower-case words joined by underscores; third parties put their name and a dot in
   *     front, as in {@code acme.sticky}
   */
  String type();

  /**
   * The record that YAML is bound to.
   *
   * @return a record class; it need be neither public nor opened
   */
  Class<C> configType();
}

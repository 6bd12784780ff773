package io.servex.api.plugin;

/**
 * What a configuration chooses among the parts that a plugin takes from others: a type, and the
 * settings of that type, which the plugin that reads the configuration does not know.
 *
 * <p>A component of a configuration record may have this type. In YAML, {@code store: acme.redis}
 * means {@code store: {type: acme.redis}}; every other key of the mapping is a setting. Whoever
 * finds the {@link ComponentProvider} of the type binds the settings to its record. {@code
 * toString} and a printed configuration show no setting: any of them may be a secret.
 *
 * <p>Two choices are equal when they have one type and the same settings. Only the gateway
 * implements this interface.
 *
 * <p><b>Threading:</b> immutable.
 */
public interface Choice {
  /**
   * What is chosen.
   *
   * @return the type, never empty
   */
  String type();

  /**
   * Binds the settings, as the gateway binds those of every component: unknown keys are refused,
   * and {@link Default}, {@link Range} and {@link Secret} mean the same.
   *
   * @param configType the record of the type's provider
   * @return the bound record
   * @throws IllegalArgumentException if the settings are not those of the record; the message names
   *     each key that is wrong, and shows no secret
   */
  <C extends Record> C bind(Class<C> configType);
}

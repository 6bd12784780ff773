package io.servex.server.config;

import io.servex.api.plugin.Choice;
import io.servex.api.plugin.SettingsException;
import java.util.List;

/**
 * A choice as it stands in a configuration: its settings are bound when somebody knows the record.
 *
 * <p><b>Threading:</b> immutable; the node is not changed once a configuration is put together.
 */
public final class NodeChoice implements Choice {
  private final String type;
  private final ConfigNode node;
  private final String key;

  /**
   * Reads a choice.
   *
   * @param type what is chosen
   * @param node the whole choice
   * @param key the key that it stands under, for messages
   */
  NodeChoice(String type, ConfigNode node, String key) {
    this.type = type;
    this.node = node;
    this.key = key;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public <C extends Record> C bind(Class<C> configType) {
    var problems = new Problems(false);
    var bound = new RecordBinder(problems).bind(configType, settings(), key);
    if (bound == null || !problems.isEmpty()) {
      throw new SettingsException(problems.settings());
    }
    return bound;
  }

  /** The settings, without the type. */
  ConfigNode settings() {
    return ComponentChoice.settings(node);
  }

  /** The keys of the settings. */
  public List<String> keys() {
    return settings() instanceof ConfigNode.Mapping(_, var entries, _)
        ? List.copyOf(entries.keySet())
        : List.of();
  }

  /** The type is compared, and the settings as they are written. */
  @Override
  public boolean equals(Object other) {
    return other instanceof NodeChoice that
        && type.equals(that.type)
        && settings().canonical().equals(that.settings().canonical());
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  /** The type alone: any setting may be a secret. */
  @Override
  public String toString() {
    return type;
  }
}

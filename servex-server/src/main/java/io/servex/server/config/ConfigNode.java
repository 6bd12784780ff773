package io.servex.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of configuration that knows where it stands. */
public sealed interface ConfigNode {
  /** Where it begins. */
  Place place();

  /**
   * A single value.
   *
   * @param place where it begins
   * @param text as it is written, without quotes
   */
  record Scalar(Place place, String text) implements ConfigNode {}

  /** Values in order. */
  record Sequence(Place place, List<ConfigNode> items) implements ConfigNode {}

  /**
   * Values by key, in the order of the file.
   *
   * @param place where it begins
   * @param entries the values; open to additions while a configuration is put together
   * @param keys where the keys stand
   */
  record Mapping(Place place, Map<String, ConfigNode> entries, Map<String, Place> keys)
      implements ConfigNode {
    /** A mapping without entries. */
    static Mapping empty(Place place) {
      return new Mapping(place, new LinkedHashMap<>(), new LinkedHashMap<>());
    }
  }
}

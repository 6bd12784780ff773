package io.servex.server.embed;

import io.servex.api.plugin.ByteSize;
import java.util.List;
import java.util.Map;

/**
 * Which answers are compressed: the keys of {@code compression}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record CompressionConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public CompressionConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with the defaults, switched on. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, CompressionConfig> {
    private Builder() {
      super(CompressionConfig::new);
    }

    /** Whether it is on. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** From 1, the fastest, to 9, the smallest. */
    public Builder level(int value) {
      return set("level", value);
    }

    /** The smallest body that is compressed; 0 for all. */
    public Builder minSize(ByteSize value) {
      return set("min_size", value);
    }

    /** Media types that are compressed; {@code text/*} stands for all of that kind. */
    public Builder types(String... values) {
      return set("types", List.of(values));
    }

    /**
     * What is offered, the preferred one first: {@code zstd}, {@code br}, {@code gzip}, {@code
     * deflate}; none for all that there are.
     */
    public Builder encodings(String... values) {
      return set("encodings", List.of(values));
    }

    /** Paths whose answers stay as they are. */
    public Builder excludePaths(String... values) {
      return set("exclude_paths", List.of(values));
    }

    /** The only paths whose answers are compressed; all where there is none. */
    public Builder includePaths(String... values) {
      return set("include_paths", List.of(values));
    }

    /** With {@code shadow}, what would be done is counted and logged, and nothing comes of it. */
    public Builder mode(String value) {
      return set("mode", value);
    }
  }
}

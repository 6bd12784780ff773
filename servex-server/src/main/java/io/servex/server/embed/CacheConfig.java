package io.servex.server.embed;

import java.util.List;
import java.util.Map;

/**
 * How long answers may be kept: the keys of {@code cache}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record CacheConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public CacheConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with the defaults, switched on. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, CacheConfig> {
    private Builder() {
      super(CacheConfig::new);
    }

    /** Whether it is on. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** Cache-Control, as in {@code public, max-age=600}. */
    public Builder cacheControl(String value) {
      return set("cache_control", value);
    }

    /** Expires, as it is sent. */
    public Builder expires(String value) {
      return set("expires", value);
    }

    /** ETag of everything in scope; quotes are added where they are missing. */
    public Builder etag(String value) {
      return set("etag", value);
    }

    /** Last-Modified of everything in scope, as in {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public Builder lastModified(String value) {
      return set("last_modified", value);
    }

    /** Names that are added to Vary. */
    public Builder vary(String value) {
      return set("vary", value);
    }

    /** Replace what the backend says about caching. */
    public Builder override(boolean on) {
      return set("override", on);
    }

    /** Paths whose answers stay as they are. */
    public Builder excludePaths(String... values) {
      return set("exclude_paths", List.of(values));
    }

    /** The only paths whose answers get fields; all where there is none. */
    public Builder includePaths(String... values) {
      return set("include_paths", List.of(values));
    }

    /** With {@code shadow}, what would be done is counted and logged, and nothing comes of it. */
    public Builder mode(String value) {
      return set("mode", value);
    }
  }
}

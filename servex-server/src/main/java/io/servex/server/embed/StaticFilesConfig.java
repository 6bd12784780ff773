package io.servex.server.embed;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Files for what no rule takes: the keys of {@code static_files}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record StaticFilesConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public StaticFilesConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with the defaults, switched on. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, StaticFilesConfig> {
    private Builder() {
      super(StaticFilesConfig::new);
    }

    /** Whether it is on. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** The folder; needed where files are served. */
    public Builder dir(Path value) {
      return set("dir", value);
    }

    /** The path that the folder has in URLs, as in {@code /assets}. */
    public Builder urlPrefix(String value) {
      return set("url_prefix", value);
    }

    /** Answer with the index file where there is no file, for browsers that navigate. */
    public Builder spaMode(boolean on) {
      return set("spa_mode", on);
    }

    /** What stands for a folder. */
    public Builder indexFile(String value) {
      return set("index_file", value);
    }

    /** What is taken off the path behind {@code url_prefix} before a file is looked for. */
    public Builder stripPrefix(String value) {
      return set("strip_prefix", value);
    }

    /** Paths that are not served. */
    public Builder excludePaths(String... values) {
      return set("exclude_paths", List.of(values));
    }

    /** How long files may be kept, in seconds; 0 for no word about it. */
    public Builder cacheMaxAge(int value) {
      return set("cache_max_age", value);
    }

    /**
     * Seconds for a path, {@code /path*}, or an extension such as {@code .css}, instead of {@code
     * cache_max_age}.
     */
    public Builder cacheRules(Map<String, Integer> values) {
      return set("cache_rules", values);
    }

    /** Serve files and folders whose names begin with a dot. */
    public Builder allowDotfiles(boolean on) {
      return set("allow_dotfiles", on);
    }

    /** With {@code shadow}, what would be done is counted and logged, and nothing comes of it. */
    public Builder mode(String value) {
      return set("mode", value);
    }
  }
}

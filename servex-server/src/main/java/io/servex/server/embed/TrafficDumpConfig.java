package io.servex.server.embed;

import io.servex.api.plugin.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is captured of the traffic: the keys of {@code proxy.traffic_dump}.
 *
 * @param settings the keys and values, as YAML would have them
 */
public record TrafficDumpConfig(Map<String, Object> settings) {
  /** Copies the map. */
  public TrafficDumpConfig {
    settings = Settings.copy(settings);
  }

  /** Begins with a capture that is enabled. */
  public static Builder builder() {
    return new Builder().enabled(true);
  }

  /** Puts one together. */
  public static final class Builder extends SettingsBuilder<Builder, TrafficDumpConfig> {
    private Builder() {
      super(TrafficDumpConfig::new);
    }

    /** Whether every rule is captured that does not say otherwise. */
    public Builder enabled(boolean on) {
      return set("enabled", on);
    }

    /** Where the files are written. */
    public Builder directory(Path value) {
      return set("directory", value);
    }

    /** The size at which the next file begins. */
    public Builder maxFileSize(ByteSize value) {
      return set("max_file_size", value);
    }

    /** How many files are kept. */
    public Builder maxFiles(int value) {
      return set("max_files", value);
    }

    /** Whether bodies are captured. */
    public Builder includeBody(boolean on) {
      return set("include_body", on);
    }

    /** How much of a body is captured. */
    public Builder maxBodySize(ByteSize value) {
      return set("max_body_size", value);
    }

    /** The share of the requests that are captured, from 0 to 1. */
    public Builder sampleRate(double value) {
      return set("sample_rate", value);
    }

    /** Whether the response is captured too. */
    public Builder includeResponse(boolean on) {
      return set("include_response", on);
    }

    /** Fields whose values are masked; none for none. */
    public Builder redactHeaders(String... values) {
      return set("redact_headers", List.of(values));
    }

    /** The bytes of captures that may wait to be written. */
    public Builder maxQueuedBytes(ByteSize value) {
      return set("max_queued_bytes", value);
    }
  }
}

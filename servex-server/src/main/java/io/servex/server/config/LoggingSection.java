package io.servex.server.config;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import java.util.List;

/** The keys below {@code logging}. */
public record LoggingSection(
    @Description("Whether the line per request is left out") @Default("false")
        boolean disableRequestLogging,
    @Description("Whether the lines of statuses 4xx are left out") @Default("false")
        boolean noLogClientErrors,
    @Description("Fields of the access log; not yet supported") @Default("[]")
        List<String> logFields,
    @Description("The least level that is logged") @Default("info") Level level,
    @Description("How a line looks") @Default("json") Format format) {
  /** How much is logged. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** How a line looks. */
  public enum Format {
    JSON,
    TEXT
  }
}

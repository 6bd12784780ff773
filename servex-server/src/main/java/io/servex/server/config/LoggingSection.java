package io.servex.server.config;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import java.util.List;

/** The keys below {@code logging}. */
public record LoggingSection(
    @Description("No line per request") @Default("false") boolean disableRequestLogging,
    @Description("No line for a status of 4xx") @Default("false") boolean noLogClientErrors,
    @Description("Fields of the access log; not yet supported") @Default("[]")
        List<String> logFields,
    @Description("What is logged at all") @Default("info") Level level,
    @Description("json or text") @Default("json") Format format) {
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

package io.servex.server.config;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import java.util.List;
import java.util.Optional;

/** The keys below {@code logging}. */
public record LoggingSection(
    @Description("Whether both lines per request are left out") @Default("false")
        boolean disableRequestLogging,
    @Description("Whether the lines of statuses 4xx are left out") @Default("false")
        boolean noLogClientErrors,
    @Description("Fields of the access log beside time, level and msg; none for all") @Default("[]")
        List<String> logFields,
    @Description("The least level that is logged") @Default("info") Level level,
    @Description("How a line looks") @Default("json") Format format,
    @Description(
            "File that lines are appended to, opened anew at SIGUSR1; absent for standard error")
        Optional<String> file) {
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

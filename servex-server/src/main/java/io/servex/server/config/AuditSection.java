package io.servex.server.config;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import java.util.Optional;

/** The keys below {@code audit}. */
public record AuditSection(
    @Description("Whether refusals and changes of rules are written down, a line each")
        @Default("false")
        boolean enabled,
    @Description("Whether the fields of requests are written too, but those with credentials")
        @Default("false")
        boolean includeHeaders,
    @Description("File that lines are appended to, opened anew at SIGUSR1; absent for the log")
        Optional<String> file) {}

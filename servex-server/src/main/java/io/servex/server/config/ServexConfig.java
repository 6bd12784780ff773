package io.servex.server.config;

import io.servex.api.plugin.Description;
import java.util.Optional;

/** The whole configuration. */
@Description("The whole configuration")
public record ServexConfig(
    @Description("Listeners and what clients may take") ServerSection server,
    @Description("Rules and backends") ProxySection proxy,
    @Description("Logs") LoggingSection logging,
    Optional<ConfigNode> auth,
    Optional<ConfigNode> rateLimit,
    Optional<ConfigNode> filter,
    Optional<ConfigNode> security,
    Optional<ConfigNode> cors,
    Optional<ConfigNode> cache,
    Optional<ConfigNode> compression,
    Optional<ConfigNode> staticFiles,
    Optional<ConfigNode> audit,
    Optional<ConfigNode> admin) {}

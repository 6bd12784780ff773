package io.servex.server.config;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The whole configuration. */
public record ServexConfig(
    @Description("Settings that lie below all others: presets.md") Optional<Preset> preset,
    @Description("Listeners, and what clients may take") @Default("{}") ServerSection server,
    @Description("Rules and backends") @Default("{}") ProxySection proxy,
    @Description("Logs") @Default("{}") LoggingSection logging,
    @Description("Filters for all requests: types, or mappings with `type` and settings")
        @Default("[]")
        List<ConfigNode> filters,
    @Description("Who watches exchanges: types, or mappings with `type` and settings")
        @Default("[]")
        List<ConfigNode> exchangeListeners,
    @Description("Where plugins are found, and which may be loaded") @Default("{}")
        PluginsSection plugins,
    @Description("Users and tokens: plugins/auth.md") Optional<ConfigNode> auth,
    @Description("Requests per client: plugins/ratelimit.md") Optional<ConfigNode> rateLimit,
    @Description("Clients and requests to refuse: plugins/filter.md") Optional<ConfigNode> filter,
    @Description("Security headers and CSRF: plugins/security.md") Optional<ConfigNode> security,
    @Description("Requests from other origins: plugins/cors.md") Optional<ConfigNode> cors,
    @Description("Cache headers: plugins/cache.md") Optional<ConfigNode> cache,
    @Description("Compressed responses: plugins/compression.md") Optional<ConfigNode> compression,
    @Description("Files of a folder: plugins/static.md") Optional<ConfigNode> staticFiles,
    @Description("Refusals and changes of rules, written down") @Default("{}") AuditSection audit,
    @Description("Changes at run time") @Default("{}") AdminSection admin) {
  /** What the names of all environment variables begin with. */
  public static final String VARIABLES = "SERVEX";

  /** The files with certificates, keys and authorities, of both sides. */
  public List<Path> certificates() {
    var ours =
        Stream.of(server.certFile(), server.keyFile())
            .filter(file -> !file.isBlank())
            .map(Path::of);
    var tls = proxy.tls();
    var backends = Stream.of(tls.caFile(), tls.certFile(), tls.keyFile()).flatMap(Optional::stream);
    return Stream.concat(ours, backends).toList();
  }
}

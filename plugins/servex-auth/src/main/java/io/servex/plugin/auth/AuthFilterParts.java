package io.servex.plugin.auth;

import io.servex.api.filter.Filter;
import io.servex.api.plugin.PluginContext;
import io.servex.plugin.auth.account.AccountEndpoints;
import io.servex.plugin.auth.account.Accounts;
import io.servex.plugin.auth.work.Workers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a filter together by the configuration. What was made is closed when a later part fails. */
final class AuthFilterParts {
  private static final int QUEUE = 1024;

  private final AuthConfig config;
  private final PluginContext context;
  private final List<AutoCloseable> made = new ArrayList<>();

  AuthFilterParts(AuthConfig config, PluginContext context) {
    this.config = config;
    this.context = context;
  }

  AuthFilter filter() {
    try {
      var accounts =
          config.hasAccounts() ? keep(new AccountParts(config, context).accounts()) : null;
      return new AuthFilter(
          endpoints(accounts), schemes(accounts), config.forwardCredentials(), made.reversed());
    } catch (RuntimeException e) {
      AuthFilter.close(made.reversed());
      throw e;
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    made.add(part);
    return part;
  }

  private @Nullable Filter endpoints(@Nullable Accounts accounts) {
    return accounts == null || config.notRegisterRoutes()
        ? null
        : new AccountEndpoints(
            config.basePath(), config.refreshTokenCookieName(), accounts, context.clock());
  }

  private List<Scheme> schemes(@Nullable Accounts accounts) {
    var schemes = new ArrayList<Scheme>();
    var asking =
        config.jwt().isEmpty() && config.forwardAuth().isEmpty()
            ? null
            : keep(new Asking(context.logger()));
    if (accounts != null || asking != null && !config.jwt().isEmpty()) {
      schemes.add(new BearerTokens(accounts, asking == null ? List.of() : issuers(asking)));
    }
    if (accounts != null && config.basicAuth()) {
      schemes.add(new BasicLogins(accounts, new RightPasswords(context.clock())));
    }
    if (!config.apiKeys().isEmpty()) {
      schemes.add(new ApiKeys(config.apiKeyHeader(), config.apiKeys()));
    }
    if (asking != null) {
      config.forwardAuth().map(forward -> new ForwardAuth(forward, asking)).ifPresent(schemes::add);
    }
    return schemes;
  }

  private List<JwtIssuer> issuers(Asking asking) {
    var workers =
        keep(new Workers("servex-auth-verify", Runtime.getRuntime().availableProcessors(), QUEUE));
    return config.jwt().stream()
        .map(jwt ->
            new JwtIssuer(
                jwt,
                new PublicKeys(() -> asking.keys(jwt.jwksUri()), context.clock()),
                workers,
                context.clock()))
        .toList();
  }
}

package io.servex.plugin.security;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.http.PathScope;

/**
 * Adds the fields to every answer in its scope, in the place of those that a backend sent.
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
final class SecurityFilter implements Filter {
  private final PathScope scope;
  private final boolean preferUpstream;
  private final String[] names;
  private final String[] values;
  private final boolean[] overHttps;

  SecurityFilter(SecurityConfig config) {
    var fields = config.fields();
    this.scope = config.scope();
    this.preferUpstream = config.preferUpstream();
    this.names = fields.keySet().toArray(String[]::new);
    this.values = fields.values().toArray(String[]::new);
    this.overHttps = new boolean[names.length];
    for (var i = 0; i < names.length; i++) {
      overHttps[i] = names[i].equals(SecurityConfig.HSTS);
    }
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    return Verdict.CONTINUE;
  }

  /** Whatever the paths in scope are: of what is no request, nobody knows the path. */
  @Override
  public void rejected(boolean secure, ResponseHead response) {
    for (var i = 0; i < names.length; i++) {
      if (secure || !overHttps[i]) {
        response.setHeader(names[i], values[i]);
      }
    }
  }

  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (!scope.covers(exchange.request().path())) {
      return;
    }
    for (var i = 0; i < names.length; i++) {
      if (overHttps[i] && !exchange.request().secure()) {
        // A browser ignores it there (RFC 6797 §7.2), and so is the backend's of no use.
        response.removeHeader(names[i]);
      } else if (!preferUpstream || response.header(names[i]) == null) {
        response.setHeader(names[i], values[i]);
      }
    }
  }
}

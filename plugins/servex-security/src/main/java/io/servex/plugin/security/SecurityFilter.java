package io.servex.plugin.security;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.PreparedField;
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
  private final PreparedField[] fields;

  SecurityFilter(SecurityConfig config) {
    this.scope = config.scope();
    this.preferUpstream = config.preferUpstream();
    this.fields =
        config.fields().entrySet().stream()
            .map(field -> PreparedField.of(field.getKey(), field.getValue()))
            .toArray(PreparedField[]::new);
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    return Verdict.CONTINUE;
  }

  /** Whatever the paths in scope are: such an answer is the same for all of them. */
  @Override
  public void rejected(boolean secure, ResponseHead response) {
    for (var field : fields) {
      if (secure || !overHttps(field)) {
        response.setHeader(field);
      }
    }
  }

  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (!scope.covers(exchange.request().path())) {
      return;
    }
    var secure = exchange.request().secure();
    for (var field : fields) {
      if (!secure && overHttps(field)) {
        // A browser ignores it there (RFC 6797 §7.2), and so is the backend's of no use.
        response.removeHeader(field.name());
      } else if (!preferUpstream || response.header(field.name()) == null) {
        response.setHeader(field);
      }
    }
  }

  private static boolean overHttps(PreparedField field) {
    return field.name().equals(SecurityConfig.HSTS);
  }
}

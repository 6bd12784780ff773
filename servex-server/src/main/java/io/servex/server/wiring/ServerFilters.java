package io.servex.server.wiring;

import io.servex.api.filter.FilterPhase;
import io.servex.api.http.AddressBlocks;
import io.servex.api.http.PathScope;
import io.servex.core.filter.BearerToken;
import io.servex.core.filter.BodyLimit;
import io.servex.core.filter.FilterSlot;
import io.servex.core.filter.HttpsRedirect;
import io.servex.core.filter.ResponseFields;
import io.servex.server.config.ListenAddress;
import io.servex.server.config.ServerSection;
import java.util.ArrayList;
import java.util.List;

/** The filters that the {@code server} section asks for, which need no plugin. */
final class ServerFilters {
  private static final long DEFAULT_BODY = 32L << 20;
  private static final long DEFAULT_JSON = 1L << 20;

  private ServerFilters() {}

  /** Those that stand before all others of their phase: their word about an answer is the last. */
  static List<FilterSlot> outer(ServerSection server) {
    var slots = new ArrayList<FilterSlot>();
    var redirect = server.httpsRedirect();
    if (redirect.enabled()) {
      var listener = ListenAddress.parse(server.https());
      var port = redirect.port().orElseGet(() -> listener == null ? 443 : listener.port());
      slots.add(
          new FilterSlot(
              "https_redirect",
              FilterPhase.REDIRECT,
              new HttpsRedirect(
                  redirect.permanent(),
                  port,
                  AddressBlocks.parse(redirect.trustedProxies()),
                  new PathScope(redirect.includePaths(), redirect.excludePaths()))));
    }
    if (!server.customHeaders().isEmpty() || !server.removeHeaders().isEmpty()) {
      slots.add(
          new FilterSlot(
              "headers",
              FilterPhase.SECURITY_HEADERS,
              new ResponseFields(server.customHeaders(), server.removeHeaders())));
    }
    return slots;
  }

  /** Those that stand behind all others of their phase. */
  static List<FilterSlot> inner(ServerSection server) {
    var slots = new ArrayList<FilterSlot>();
    var json = server.maxJsonBodySize().bytes();
    var upload = server.maxFileUploadSize().bytes();
    var any = server.maxRequestBodySize().bytes();
    if (server.enableRequestSizeLimits() || any > 0 || json > 0 || upload > 0) {
      var most = any > 0 ? any : Math.max(DEFAULT_BODY, Math.max(json, upload));
      var limit = new BodyLimit(most, json > 0 ? json : DEFAULT_JSON, upload > 0 ? upload : most);
      slots.add(new FilterSlot("size", FilterPhase.RATE_LIMIT, limit));
    }
    server
        .authToken()
        .map(BearerToken::new)
        .map(token -> new FilterSlot("auth", FilterPhase.AUTHENTICATION, token))
        .ifPresent(slots::add);
    return slots;
  }
}

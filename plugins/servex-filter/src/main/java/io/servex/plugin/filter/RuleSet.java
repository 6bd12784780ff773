package io.servex.plugin.filter;

import io.servex.api.http.RequestHead;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rules for some paths, asked in this order: address, user agent, fields, query.
 *
 * <p><b>Threading:</b> immutable.
 */
final class RuleSet {
  private final AddressRules addresses;
  private final AgentRules agents;
  private final ValueRules headers;
  private final ValueRules query;

  /**
   * Compiles rules.
   *
   * @throws IllegalArgumentException if one cannot be read
   */
  RuleSet(RuleSettings settings) {
    this.addresses = new AddressRules(settings.ips());
    this.agents = new AgentRules(settings.agents());
    this.headers = new ValueRules(settings.headers(), Refusal.Part.HEADER, "header ");
    this.query = new ValueRules(settings.query(), Refusal.Part.QUERY, "query parameter ");
  }

  /**
   * Why a request is refused; null when it is not.
   *
   * @param address the client's
   */
  @Nullable Refusal check(RequestHead request, String address) {
    var refusal = addresses.check(address);
    if (refusal == null) {
      refusal = agents.check(request);
    }
    if (refusal == null && !headers.isEmpty()) {
      refusal = headers.check(name -> values(request, name), name -> values(request, name));
    }
    if (refusal == null && !query.isEmpty()) {
      refusal = query(request.rawQuery());
    }
    return refusal;
  }

  /** What stands in Host names the request's host, however it is spelled. */
  private static List<String> values(RequestHead request, String name) {
    if (!name.toLowerCase(Locale.ROOT).equals("host")) {
      return request.headers(name);
    }
    return request.port() < 0
        ? List.of(request.host())
        : List.of(request.host(), request.host() + ":" + request.port());
  }

  private @Nullable Refusal query(@Nullable String raw) {
    var strict = new Query(raw, false);
    var loose = raw == null || raw.indexOf(';') < 0 ? null : new Query(raw, true);
    return query.check(
        name -> {
          var values = strict.values(name);
          if (loose != null) {
            values.addAll(loose.values(name));
          }
          return values;
        },
        strict::values);
  }
}

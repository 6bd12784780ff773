package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backend that answered a client before, as the client's cookie says; any other strategy's
 * choice for clients without one, and where that backend cannot be had.
 *
 * <p>The cookie's value is a keyed hash of the backend's URL: whoever lacks the secret can neither
 * choose a backend nor learn anything about it, while gateways that share the secret understand
 * each other, also after a restart. What does not equal the hash of a backend in rotation is no
 * cookie at all.
 *
 * <p><b>Threading:</b> the map is replaced as a whole.
 */
final class StickyCookie implements BalancingStrategy {
  private final CookieForm form;
  private final BalancingStrategy newcomers;
  private final RequestKey key;
  private volatile IdentityHashMap<Backend, String> tokens = new IdentityHashMap<>();

  StickyCookie(CookieForm form, BalancingStrategy newcomers) {
    this.form = form;
    this.newcomers = newcomers;
    this.key = new RequestKey.Cookie(form.name());
  }

  @Override
  public Picker picker(List<Backend> eligible) {
    var next = new IdentityHashMap<>(tokens);
    eligible.forEach(backend -> next.computeIfAbsent(backend, form::token));
    tokens = next;
    var known = new TokenTable(eligible, next);
    var others = newcomers.picker(eligible);
    return request -> {
      var meant = known.find(key, request);
      return meant == null || request.excludes(meant) ? others.pick(request) : meant;
    };
  }

  @Override
  public @Nullable String cookie(SelectionContext request, Backend answering) {
    var token = tokens.get(answering);
    return token == null || request.matches(key, token)
        ? null
        : form.line(token, request.request().secure());
  }
}

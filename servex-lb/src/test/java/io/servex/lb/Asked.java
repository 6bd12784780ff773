package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import io.servex.api.http.RequestHead;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * A request with one part, and what is excluded for it.
 *
 * @param part the value of every key; empty for none
 */
record Asked(long clientAddressHash, String part, Set<Backend> excluded)
    implements SelectionContext {
  private static final RequestHead PLAIN =
      (RequestHead)
          Proxy.newProxyInstance(
              Asked.class.getClassLoader(),
              new Class<?>[] {RequestHead.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("secure")) {
                  return false;
                }
                throw new AssertionError("no strategy here needs " + method.getName());
              });

  static Asked client(long hash) {
    return new Asked(hash, "", Set.of());
  }

  static Asked with(String part) {
    return new Asked(1, part, Set.of());
  }

  @Override
  public RequestHead request() {
    return PLAIN;
  }

  @Override
  public long hash(RequestKey key) {
    return part.isEmpty() ? clientAddressHash : RequestKey.hash(part);
  }

  @Override
  public boolean matches(RequestKey key, String value) {
    return !part.isEmpty() && part.equals(value);
  }

  @Override
  public boolean excludes(Backend backend) {
    return excluded.contains(backend);
  }
}

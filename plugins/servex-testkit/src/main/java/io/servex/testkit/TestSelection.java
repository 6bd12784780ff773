package io.servex.testkit;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import io.servex.api.http.RequestHead;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * What a picker is asked for. Once a part of the request was looked at, nothing is allocated when
 * it is looked at again.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
public final class TestSelection implements SelectionContext {
  private static final int DISTURBED = 64;

  private final TestRequest request;
  private final List<? extends Backend> excluded;
  private final long addressHash;
  private final boolean disturbing;
  private final Map<RequestKey, String> parts = new ConcurrentHashMap<>();

  private TestSelection(TestRequest request, List<? extends Backend> excluded, boolean disturbing) {
    this.disturbing = disturbing;
    this.request = request;
    this.excluded = List.copyOf(excluded);
    this.addressHash = RequestKey.hash(request.clientAddress());
  }

  /**
   * Asks for a request for which every backend will do.
   *
   * @param request the request
   * @return what a picker is given
   */
  public static TestSelection of(TestRequest request) {
    return new TestSelection(request, List.of(), false);
  }

  /**
   * The same where some backends will not do.
   *
   * @param backends tried already, or at their limits
   * @return another one
   */
  public TestSelection excluding(List<? extends Backend> backends) {
    return new TestSelection(request, backends, disturbing);
  }

  /** The same, which now and then lets another thread run in the middle of a pick. */
  TestSelection disturbing() {
    return new TestSelection(request, excluded, true);
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public long clientAddressHash() {
    return addressHash;
  }

  @Override
  public long hash(RequestKey key) {
    var part = part(key);
    return part.isEmpty() ? addressHash : RequestKey.hash(part);
  }

  @Override
  public boolean matches(RequestKey key, String value) {
    var part = part(key);
    return !part.isEmpty() && part.equals(value);
  }

  private String part(RequestKey key) {
    var known = parts.get(key);
    if (known != null) {
      return known;
    }
    var found = find(key);
    parts.put(key, found);
    return found;
  }

  private String find(RequestKey key) {
    return switch (key) {
      case RequestKey.ClientAddress _ -> request.clientAddress();
      case RequestKey.Path _ -> request.path();
      case RequestKey.Header(var name) -> {
        var value = request.header(name);
        yield value == null ? "" : value;
      }
      case RequestKey.Cookie(var name) -> {
        var value = request.header("Cookie");
        yield value == null ? "" : pair(value.split("; *"), name);
      }
      case RequestKey.Query(var name) -> {
        var query = request.rawQuery();
        yield query == null ? "" : pair(query.split("&"), name);
      }
    };
  }

  private static String pair(String[] pairs, String name) {
    for (var pair : pairs) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    return "";
  }

  @Override
  public boolean excludes(Backend backend) {
    if (disturbing && ThreadLocalRandom.current().nextInt(DISTURBED) == 0) {
      LockSupport.parkNanos(1);
    }
    return excluded.contains(backend);
  }
}

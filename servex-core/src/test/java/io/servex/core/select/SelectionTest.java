package io.servex.core.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.Http1HeadParser;
import io.servex.core.decode.RequestLimits;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
  private static final long ADDRESS = 4711;
  private static final String HEAD =
      """
      GET /a%2Fb//c/../d?x=1&id=42%20&empty=&id=43 HTTP/1.1
      Host: h
      X-Tenant:  blue\s\s
      x-tenant: red
      Cookie: a=1; sid=abc ; s=2
      Cookie: late=yes

      """
          .replace("\n", "\r\n");

  private static Selection selection(String head) {
    var request = new DecodedRequest();
    var bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    request.fields().append(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    var length = new Http1HeadParser().parseRequest(request, bytes.length, RequestLimits.DEFAULT);
    assertThat(length).isEqualTo(bytes.length);
    var selection = new Selection();
    selection.begin(request, ADDRESS);
    return selection;
  }

  private static RequestKey key(String kind, String name) {
    return switch (kind) {
      case "header" -> new RequestKey.Header(name);
      case "cookie" -> new RequestKey.Cookie(name);
      case "query" -> new RequestKey.Query(name);
      default -> new RequestKey.Path();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "header, X-TENANT, blue",
    "cookie, sid, abc",
    "cookie, a, 1",
    "cookie, s, 2",
    "cookie, late, yes",
    "query, id, 42%20",
    "query, x, 1",
    "path, -, /a%2Fb/d"
  })
  void readsPartsOfARequest(String kind, String name, String value) {
    var selection = selection(HEAD);
    var key = key(kind, name);

    assertThat(selection.hash(key)).isEqualTo(RequestKey.hash(value));
    assertThat(selection.matches(key, value)).isTrue();
    assertThat(selection.matches(key, value + "x")).isFalse();
    assertThat(selection.matches(key, value.substring(1))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "header, X-Other",
    "cookie, sI",
    "cookie, id",
    "cookie, SID",
    "query, empty",
    "query, i",
    "query, d"
  })
  void goesByTheAddressWithoutThePart(String kind, String name) {
    var selection = selection(HEAD);

    assertThat(selection.hash(key(kind, name))).isEqualTo(ADDRESS);
    assertThat(selection.matches(key(kind, name), "")).isFalse();
  }

  @Test
  void sparesABackendThatHasJustComeBack() {
    var backend = backend(0);
    var selection = selection(HEAD);
    var second = 1_000_000_000L;
    selection.spare(10 * second, 5 * second, 0.99);
    assertThat(selection.excludes(backend)).isFalse();

    backend.returned(second);

    selection.spare(10 * second, second, 0.09);
    assertThat(selection.excludes(backend)).isFalse();
    selection.spare(10 * second, second, 0.11);
    assertThat(selection.excludes(backend)).isTrue();
    selection.spare(10 * second, 6 * second, 0.49);
    assertThat(selection.excludes(backend)).isFalse();
    selection.spare(10 * second, 6 * second, 0.51);
    assertThat(selection.excludes(backend)).isTrue();
    selection.spare(10 * second, 11 * second, 0.99);
    assertThat(selection.excludes(backend)).isFalse();
  }

  @Test
  void sendsLittleToABackendThatHasJustComeBackUnlessItIsTheOnlyOne() {
    var first = backend(0);
    var second = backend(1);
    var balancer =
        new LoadBalancer(
            "rule",
            "first",
            List.of(first, second),
            eligible -> request -> firstOf(eligible, request),
            new LoadBalancer.Options(
                3_600_000_000_000L, RetryPolicy.FAILOVER, 0.2, 10, LoadBalancer.Queue.NONE, 0));
    first.state().connectFailed(System.nanoTime(), "connect");
    first.state().answered();
    var toFirst = 0;
    for (var i = 0; i < 1000; i++) {
      var selection = selection(HEAD);
      assertThat(balancer.select(selection)).isEqualTo(LoadBalancer.Result.SELECTED);
      toFirst += selection.backend() == first ? 1 : 0;
    }
    assertThat(toFirst).isBetween(50, 150);

    second.state().connectFailed(System.nanoTime(), "connect");
    var alone = selection(HEAD);
    assertThat(balancer.select(alone)).isEqualTo(LoadBalancer.Result.SELECTED);
    assertThat(alone.backend()).isSameAs(first);
  }

  @Test
  void findsOutWithARequestThatCanBeRepeatedWhetherABackendIsBack() {
    var hour = 3_600_000_000_000L;
    var dead = backend(0);
    var other = backend(1);
    var balancer =
        new LoadBalancer(
            "rule",
            "first",
            List.of(dead, other),
            eligible -> request -> firstOf(eligible, request),
            LoadBalancer.Options.NONE);
    var post = selection(HEAD.replace("GET", "POST"));
    dead.state().connectFailed(System.nanoTime() - hour, "reset");

    assertThat(balancer.select(post)).isEqualTo(LoadBalancer.Result.SELECTED);
    assertThat(post.backend()).isSameAs(other);
    var get = selection(HEAD);
    assertThat(balancer.select(get)).isEqualTo(LoadBalancer.Result.SELECTED);
    assertThat(get.backend()).isSameAs(dead);

    dead.state().connectFailed(System.nanoTime() - 2 * hour, "reset");
    var onlyPosts = selection(HEAD.replace("GET", "POST"));
    assertThat(balancer.select(onlyPosts)).isEqualTo(LoadBalancer.Result.SELECTED);
    assertThat(onlyPosts.backend()).isSameAs(dead);
  }

  private static @Nullable Backend firstOf(List<Backend> eligible, SelectionContext request) {
    for (var backend : eligible) {
      if (!request.excludes(backend)) {
        return backend;
      }
    }
    return null;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=b\r\nX-Evil: 1", "", "a=\u00e9", "a=\0"})
  void aCookieThatIsNoFieldValueIsNotSet(String cookie) {
    var backends = List.of(backend(0));
    var strategy =
        new BalancingStrategy() {
          @Override
          public Picker picker(List<Backend> eligible) {
            return request -> eligible.getFirst();
          }

          @Override
          public String cookie(SelectionContext request, Backend answering) {
            return cookie;
          }
        };
    var balancer =
        new LoadBalancer("rule", "acme.bad", backends, strategy, LoadBalancer.Options.NONE);
    var selection = selection(HEAD);
    assertThat(balancer.select(selection)).isEqualTo(LoadBalancer.Result.SELECTED);

    assertThat(balancer.cookie(selection, backends.getFirst())).isNull();
    assertThat(balancer.strategyFailures()).isEqualTo(1);
  }

  private static RuleBackend backend(int ordinal) {
    var url = URI.create("http://backend-" + ordinal);
    return new RuleBackend(
        new BackendState(url, new BackendState.Settings(0, 1, 3_600_000_000_000L)),
        url,
        ordinal,
        1);
  }
}

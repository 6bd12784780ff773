package io.servex.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.Http1HeadParser;
import io.servex.core.decode.RequestLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Rules and requests that meet often enough for what concerns several rules to happen. */
class RuleDomain extends DomainContextBase {
  static DecodedRequest request(String text) {
    var request = new DecodedRequest();
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    request.fields().append(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    assertThat(new Http1HeadParser().parseRequest(request, bytes.length, RequestLimits.DEFAULT))
        .isEqualTo(bytes.length);
    return request;
  }

  static int linear(List<RouteRule> rules, DecodedRequest request) {
    for (var i = 0; i < rules.size(); i++) {
      if (new Conditions(rules.get(i)).failure(request) == null) {
        return i;
      }
    }
    return -1;
  }

  @Provide
  Arbitrary<List<RouteRule>> rules() {
    var prefix = Arbitraries.of("/", "/a", "/a/", "/a/*", "/a/b", "/b", "/ab").injectNull(0.3);
    var host = Arbitraries.of("h", "H.Example", "*.example", "h:80", "*.h.example").injectNull(0.5);
    var headers = Arbitraries.of(Map.of(), Map.of("x-v", "1"), Map.of("X-V", "2"));
    var methods = Arbitraries.of(List.<String>of(), List.of("get"), List.of("POST", "PUT"));
    return Combinators.combine(prefix, host, headers, methods)
        .as((path, name, fields, verbs) -> {
          @SuppressWarnings("unchecked")
          var typed = (Map<String, String>) (Map<?, ?>) fields;
          return new RouteRule("r", path, null, name, typed, verbs, List.of());
        })
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<String> requests() {
    var method = Arbitraries.of("GET", "POST", "PUT");
    var path =
        Arbitraries.of(
            "/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/b", "/%61/b", "//a//b", "/a/../b");
    var host = Arbitraries.of("h", "h:80", "h.example", "x.H.example", "x.example.", "other");
    var fields = Arbitraries.of("", "X-V: 1\r\n", "x-v: 1\r\nX-v: 2\r\n");
    return Combinators.combine(method, path, host, fields)
        .as((m, p, h, f) -> m + " " + p + " HTTP/1.1\r\nHost: " + h + "\r\n" + f + "\r\n");
  }
}

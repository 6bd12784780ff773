package io.servex.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.Unpooled;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.Http1HeadParser;
import io.servex.core.decode.RequestLimits;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R88: choosing a route allocates nothing, whatever it goes by, expressions apart. */
class RouteAllocationTest {
  private static final int TIMES = 20_000;

  private static RouteTable<Integer> table() {
    var entries = new ArrayList<RouteTable.Entry<Integer>>();
    for (var i = 0; i < 1000; i++) {
      var host = i % 3 == 0 ? "h" + i + ".example" : i % 3 == 1 ? "*.w" + i + ".example" : null;
      var fields = i % 5 == 0 ? Map.of("X-V", "2") : Map.<String, String>of();
      entries.add(
          new RouteTable.Entry<>(
              new RouteRule("r" + i, "/r" + i, null, host, fields, List.of("GET"), List.of()), i));
    }
    return RouteTable.compile(entries, Map.of("/health", -1));
  }

  private static int routed(RouteTable<Integer> table, DecodedRequest request) {
    var found = 0;
    for (var i = 0; i < TIMES; i++) {
      if (table.route(request) instanceof RouteDecision.Matched<Integer>(var route)) {
        found += route.index() >= 0 ? 1 : 0;
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /r2/x?y HTTP/1.1\r\nHost: any\r\n\r\n",
        "GET /r998/a/b/c HTTP/1.1\r\nHost: H3.example:8080\r\nX-V: 1\r\n\r\n",
        "GET /r3 HTTP/1.1\r\nHost: H3.example:8080\r\n\r\n",
        "GET /r4 HTTP/1.1\r\nHost: a.b.W4.example\r\n\r\n",
        "GET /r5 HTTP/1.1\r\nHost: any\r\nx-v: 1\r\nX-v: 2\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: any\r\n\r\n",
        "GET //r2/./x/../%61 HTTP/1.1\r\nHost: any\r\n\r\n",
      })
  void allocatesNothing(String text) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    var request = new DecodedRequest();
    request.fields().append(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    assertThat(new Http1HeadParser().parseRequest(request, bytes.length, RequestLimits.DEFAULT))
        .isPositive();
    var table = table();
    var found = routed(table, request);

    var before = threads.getCurrentThreadAllocatedBytes();
    var again = routed(table, request);
    var allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(again).isEqualTo(found);
    assertThat(allocated).isLessThan(TIMES);
  }
}

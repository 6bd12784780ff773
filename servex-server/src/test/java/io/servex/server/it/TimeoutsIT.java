package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferAccounting.class)
class TimeoutsIT {
  private static OriginServer slow(long millis) throws Exception {
    var never = new CountDownLatch(1);
    return new OriginServer((request, in, out, socket) -> {
      assertThat(never.await(millis, TimeUnit.MILLISECONDS)).isFalse();
      return OriginServer.write(out, OriginServer.ok("late"));
    });
  }

  /** R45, R46, D17, D18. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void answers504AndLetsARuleOverrideTheDefault(int workers) throws Exception {
    try (var origin = slow(800);
        var gateway =
            Yaml.start(
                workers,
                "",
                "  global_timeout: 200ms\n",
                Yaml.rule("long", "/long", "timeout: 20s", origin.url())
                    + Yaml.rule("rest", "/", "", origin.url()))) {
      var cut = RawHttpClient.get(gateway.port(), "/");
      var waited = RawHttpClient.get(gateway.port(), "/long");

      assertThat(cut.status()).isEqualTo(504);
      assertThat(cut.body()).isEqualTo("{\"message\":\"Gateway Timeout\"}");
      assertThat(waited.body()).isEqualTo("late");
    }
  }

  /** R47. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cutsASlowHeadAndAnIdleConnection(int workers) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(
                workers,
                "  read_header_timeout: 200ms\n  idle_timeout: 200ms\n",
                "",
                Yaml.rule("all", "/", "", origin.url()));
        var slow = new RawHttpClient(gateway.port());
        var idle = new RawHttpClient(gateway.port())) {
      slow.send("GET / HTTP/1.1\r\nHo");
      idle.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThat(slow.response().status()).isEqualTo(408);
      assertThat(slow.closed()).isTrue();
      assertThat(idle.response().body()).isEqualTo("ok");
      assertThat(idle.closed()).isTrue();
      assertThat(origin.requests()).hasSize(1);
    }
  }

  /** R47. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cutsABodyThatStops(int workers) throws Exception {
    try (var origin = OriginServer.answering("ok");
        var gateway =
            Yaml.start(
                workers,
                "  body_idle_timeout: 200ms\n",
                "",
                Yaml.rule("all", "/", "", origin.url()));
        var client = new RawHttpClient(gateway.port())) {
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");

      assertThat(client.response().status()).isEqualTo(408);
      assertThat(client.closed()).isTrue();
    }
  }
}

package io.servex.core.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.embedded.EmbeddedChannel;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.core.exchange.Failure;
import io.servex.core.filter.FilterChain;
import io.servex.core.filter.FilterSlot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Deadlines of a slow client, and what a gateway without descriptors says of its backends. */
class ExchangeLimitsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  private static final Duration TOO_LONG = MemoryGateway.STREAM_IDLE.multipliedBy(2);

  /** A channel that the system has no descriptor for. */
  public static final class WithoutDescriptor extends EmbeddedChannel {
    public WithoutDescriptor() {
      throw new ChannelException("Too many open files");
    }
  }

  @Test
  void cutsAResponseWhoseBackendFallsSilent() {
    try (var gateway = new MemoryGateway()) {
      gateway.send(GET);
      gateway.answer(HEAD + "abc");

      gateway.passes(TOO_LONG);

      assertThat(gateway.ended().getFirst().failure()).isEqualTo(Failure.TIMEOUT);
      assertThat(gateway.client().isOpen()).isFalse();
    }
  }

  @Test
  void doesNotBlameTheBackendForAClientThatReadsSlowly() {
    try (var gateway = new MemoryGateway()) {
      gateway.send(GET);
      gateway.answer(HEAD + "abc");
      gateway.clientTakes(false);

      gateway.passes(TOO_LONG);

      assertThat(gateway.ended()).isEmpty();
      gateway.clientTakes(true);
      gateway.answer("d".repeat(97));
      assertThat(gateway.toClient()).endsWith("abc" + "d".repeat(97));
      assertThat(gateway.ended().getFirst().failure()).isNull();
    }
  }

  @Test
  void leavesTheConnectionToTheNextExchangeOnceItHasEnded() {
    try (var gateway = new MemoryGateway()) {
      gateway.send(GET);
      gateway.answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
      var over = gateway.ended().getFirst();
      gateway.upstream().config().setAutoRead(false);

      over.clientWritable(true);

      assertThat(gateway.upstream().config().isAutoRead()).isFalse();
    }
  }

  /** Under pressure keep-alive goes first, then new requests, which no filter is asked about. */
  @Test
  void shedsInOrderAndStillSaysHowItIs() {
    var asked = new AtomicInteger();
    var counting =
        new FilterSlot(
            "counting",
            FilterPhase.ACCESS,
            exchange -> {
              asked.incrementAndGet();
              return Verdict.CONTINUE;
            });
    try (var gateway = new MemoryGateway(FilterChain.of(List.of(counting)))) {
      gateway.pressed(0.16);
      gateway.send(GET);
      gateway.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      assertThat(gateway.toClient()).startsWith("HTTP/1.1 200").doesNotContain("Connection:");

      gateway.pressed(0.21);
      gateway.send(GET);
      gateway.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      assertThat(gateway.toClient()).startsWith("HTTP/1.1 200").contains("Connection: close\r\n");
      assertThat(asked).hasValue(2);
    }
    try (var gateway = new MemoryGateway(FilterChain.of(List.of(counting)))) {
      gateway.pressed(0.26);
      gateway.send(GET);
      assertThat(gateway.toClient())
          .startsWith("HTTP/1.1 503 ")
          .contains("Retry-After: 1\r\n", "Connection: close\r\n");
      assertThat(gateway.ended().getFirst().failure()).isEqualTo(Failure.OVERLOADED);
      assertThat(gateway.connections()).isZero();
    }
    try (var gateway = new MemoryGateway(FilterChain.of(List.of(counting)))) {
      gateway.pressed(0.26);
      gateway.send(GET.replace(" / ", " /health "));
      assertThat(gateway.toClient()).startsWith("HTTP/1.1 200 ");
    }
    assertThat(asked).hasValue(2);
  }

  /** Counts how often it is called; a shed request must not reach its other methods. */
  private record Marking(AtomicInteger calls) implements Filter {
    @Override
    public Verdict request(FilterExchange exchange) {
      throw new AssertionError("asked about a request that is shed");
    }

    @Override
    public void response(FilterExchange exchange, ResponseHead response) {
      throw new AssertionError("shown the answer to a request that it was not asked about");
    }

    @Override
    public void completed(FilterExchange exchange, int status) {
      throw new AssertionError("told of an exchange that it was not asked about");
    }

    @Override
    public void rejected(boolean secure, ResponseHead response) {
      response.setHeader("X-Mark", "call " + calls.incrementAndGet() + ", secure " + secure);
    }
  }

  /** The answer is made once for many, and still has each request's own id. */
  @Test
  void shedsWithTheFieldsOfFilters() {
    var calls = new AtomicInteger();
    var marking = new FilterSlot("marking", FilterPhase.SECURITY_HEADERS, new Marking(calls));
    try (var gateway = new MemoryGateway(FilterChain.of(List.of(marking)))) {
      gateway.pressed(0.26);

      gateway.send(GET.replace("\r\n\r\n", "\r\nX-Request-ID: mine\r\n\r\n"));

      assertThat(gateway.toClient())
          .startsWith("HTTP/1.1 503 ")
          .contains("\r\nX-Mark: call 1, secure false\r\n", "\r\nX-Request-ID: mine\r\n")
          .contains(
              "\r\nRetry-After: 1\r\n", "\r\nContent-Type: application/json; charset=utf-8\r\n");
      var shed = gateway.ended().getFirst();
      assertThat(shed.failure()).isEqualTo(Failure.OVERLOADED);
      assertThat(shed.status()).isEqualTo(503);
    }
    assertThat(marking.failures()).isZero();
  }

  /** A connection that says nothing is closed without a word. */
  @Test
  void closesAConnectionThatNeverSpeaks() {
    try (var gateway = new MemoryGateway()) {
      gateway.passes(Duration.ofSeconds(30));
      assertThat(gateway.client().isOpen()).isTrue();

      gateway.passes(Duration.ofSeconds(61));

      assertThat(gateway.client().isOpen()).isFalse();
      assertThat(gateway.toClient()).isEmpty();
    }
  }

  @Test
  void doesNotEjectABackendWhenItHasNoDescriptorItself() throws Exception {
    try (var gateway = new MemoryGateway(WithoutDescriptor.class)) {
      gateway.send(GET);
      var answer = "";
      for (var i = 0; i < 500 && answer.isEmpty(); i++) {
        Thread.sleep(10);
        gateway.client().runPendingTasks();
        answer = gateway.toClient();
      }

      assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1\r\n");
      assertThat(gateway.ended().getFirst().failure()).isEqualTo(Failure.OVERLOADED);
      assertThat(gateway.backend().healthy()).isTrue();
      assertThat(gateway.backend().inFlight()).isZero();
    }
  }
}

package io.servex.core.exchange;

import io.servex.api.balancing.Outcome;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.decode.Framing;
import io.servex.core.select.LoadBalancer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the request of one exchange delivered: to the backend that is chosen first, and to others
 * where that comes to nothing. It goes out twice only if its method is idempotent and all of its
 * body is still here, or nothing of it was sent.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  /** With less than this left, a connection was given up for the exchange's deadline. */
  private static final long NO_TIME_NANOS = 2_000_000L;

  private final Exchange exchange;
  private final Connector connector;
  private final Attempts attempts;
  private final RequestRelay relay;
  private final ExchangeDeadline deadline;
  private final boolean idempotent;

  Delivery(
      Exchange exchange,
      Connector connector,
      Attempts attempts,
      RequestRelay relay,
      ExchangeDeadline deadline) {
    this.exchange = exchange;
    this.connector = connector;
    this.attempts = attempts;
    this.relay = relay;
    this.deadline = deadline;
    this.idempotent = exchange.request().isIdempotent();
  }

  /** Begins with the first attempt. */
  void begin(LoadBalancer among) {
    var request = exchange.request();
    attempts.begin(among, request, Dispatch.addressHash(request, exchange.client().peer()));
    if (idempotent && request.framing() != Framing.NONE) {
      relay.keep(attempts.replayBytes());
    }
    var reason = attempts.first();
    if (reason == null) {
      connect();
    } else if (reason != Failure.CONNECTION_LIMIT || !waits()) {
      exchange.fail(reason);
    }
  }

  private boolean waits() {
    return attempts.waits(exchange.client().worker().eventLoop(), leftNanos(), this::waited);
  }

  /** There is a place, or there was none in time. */
  private void waited() {
    if (!attempts.waiting()) {
      return;
    }
    if (attempts.placed()) {
      connect();
    } else {
      exchange.fail(Failure.PENDING_TIMEOUT);
    }
  }

  private void connect() {
    exchange.connecting();
    var backend = attempts.current();
    if (backend != null) {
      exchange.tellAttempt(backend);
    }
    var delay = attempts.delayNanos();
    if (delay == 0) {
      connectNow();
      return;
    }
    var loop = exchange.client().worker().eventLoop();
    loop.schedule(this::connectNow, delay, TimeUnit.NANOSECONDS);
  }

  private void connectNow() {
    var backend = attempts.current();
    if (exchange.state() == ExchangeState.CONNECTING && backend != null) {
      connector.connect(backend, exchange, attempts.count() > 1);
    }
  }

  /** Goes on elsewhere if it may, after an attempt that was released. */
  private void again(Failure reason) {
    if (attempts.another(reason, leftNanos())) {
      relay.rewind();
      connect();
    } else {
      exchange.fail(reason);
    }
  }

  private long leftNanos() {
    return deadline.leftNanos(System.nanoTime());
  }

  /** No connection could be opened; nobody is to blame where the request left it no time. */
  void connectFailed(Failure reason) {
    if (leftNanos() <= NO_TIME_NANOS) {
      exchange.tooLate();
      return;
    }
    tell(reason);
    attempts.unreached(reason);
    again(reason);
  }

  /** Says which attempt came to nothing, to those who want to know that much. */
  private void tell(Failure reason) {
    var backend = attempts.current();
    if (backend != null && LOG.isDebugEnabled()) {
      LOG.atDebug()
          .addKeyValue("request_id", new String(exchange.requestId(), StandardCharsets.ISO_8859_1))
          .addKeyValue("backend", backend.url().toString())
          .addKeyValue("attempt", attempts.count())
          .addKeyValue("error", reason.id())
          .log("attempt failed");
    }
  }

  /**
   * The connection broke, or spoke nonsense, before the final head.
   *
   * @param reason what went wrong
   * @param sawBytes whether any byte of a response came
   * @param reused whether the connection had answered before, and so may have been closed meanwhile
   */
  void broken(Failure reason, boolean sawBytes, boolean reused) {
    tell(reason);
    var reset = reason == Failure.RESET && !sawBytes;
    if (reset && !reused) {
      attempts.unreachable(reason);
    }
    var repeatable = reset && idempotent && relay.repeatable();
    var backend = attempts.current();
    if (repeatable && reused && backend != null) {
      relay.rewind();
      exchange.connecting();
      connector.connect(backend, exchange, true);
      return;
    }
    attempts.release(Outcome.BROKEN);
    if (repeatable) {
      again(reason);
    } else {
      exchange.fail(reason);
    }
  }

  /**
   * Takes a place at another backend instead of relaying an answer, if the answer is worth that and
   * it may be done; {@link #resend} then goes there.
   */
  boolean replaces(DecodedResponse answer) {
    return idempotent && relay.repeatable() && attempts.instead(answer, leftNanos());
  }

  /** Sends the request to the place that {@link #replaces} took. */
  void resend() {
    relay.rewind();
    connect();
  }
}

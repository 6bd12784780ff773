package io.servex.core.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.servex.api.capture.Capture;
import io.servex.api.capture.CapturedMessage;
import io.servex.api.capture.Tap;
import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.Framing;
import io.servex.core.decode.HeadTee;
import io.servex.core.decode.Pressure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The copy of one exchange that a tap asked for: both heads as they are on the client's connection,
 * and the first bytes of both bodies. Nothing is held back for it: each part is copied and goes on.
 *
 * <p>An answer's head is written after the exchange has ended where it comes as a whole, and before
 * where it streams; the capture is handed over at the later of the two.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class ExchangeCapture implements HeadTee {
  /** What the objects around the copied bytes take, about. */
  private static final int OVERHEAD = 512;

  private final Tap tap;
  private final long timestampMillis = System.currentTimeMillis();
  private final byte[] requestHead;
  private final Capture.RequestLine line;
  private final String clientAddress;
  private final long requestLength;
  private final BodyCopy requestBody;
  private final BodyCopy responseBody;
  private byte @Nullable [] responseHead;
  private @Nullable Ending ending;
  private boolean over;

  /** What is known at the end. */
  private record Ending(
      long durationNanos,
      @Nullable String backend,
      String requestId,
      int status,
      int attempts,
      @Nullable String error,
      @Nullable String upstreamPath,
      Capture.@Nullable TraceIds trace) {}

  private ExchangeCapture(Tap tap, byte[] requestHead, DecodedRequest request) {
    this.tap = tap;
    this.requestHead = requestHead;
    this.clientAddress = request.clientAddress();
    this.requestLength = request.framing() == Framing.LENGTH ? request.contentLength() : 0;
    this.requestBody = new BodyCopy(tap);
    this.responseBody = new BodyCopy(tap);
    var query = request.rawQuery();
    this.line =
        new Capture.RequestLine(
            request.method(), request.rawPath(), query == null ? "" : query, request.host());
  }

  /** Begins the capture of an exchange if its rule's tap asks for it. */
  static @Nullable ExchangeCapture begin(Tap tap, DecodedRequest request, ClientEdge client) {
    if (!tap.sample()) {
      return null;
    }
    var head =
        client.worker().pressure().sheds(Pressure.Level.DUMPS) ? new byte[0] : request.copyHead();
    if (head.length == 0 || !tap.reserve(head.length + OVERHEAD)) {
      tap.discard(0);
      return null;
    }
    var capture = new ExchangeCapture(tap, head, request);
    client.tee(capture);
    return capture;
  }

  /** Copies a part of the request's body. */
  void requestPart(ByteBuf part) {
    if (!over && !requestBody.add(part, requestLength)) {
      giveUp();
    }
  }

  /**
   * Copies a part of the response's body.
   *
   * @param expected the length of the whole body where it is known, else anything less
   */
  void responsePart(ByteBuf part, long expected) {
    if (!over && tap.responses() && !responseBody.add(part, expected)) {
      giveUp();
    }
  }

  /** Copies a body that was made here. */
  void responseBody(byte[] body) {
    if (!over && tap.responses() && !responseBody.add(body)) {
      giveUp();
    }
  }

  @Override
  public void head(byte[] bytes, int length) {
    if (over) {
      return;
    }
    if (tap.responses() && !tap.reserve(length)) {
      giveUp();
      return;
    }
    responseHead = tap.responses() ? Arrays.copyOf(bytes, length) : new byte[0];
    if (ending != null) {
      handOver(ending);
    }
  }

  /**
   * The exchange has ended.
   *
   * @param answered whether an answer's head was sent or is about to be
   */
  void ended(ExchangeFacts exchange, boolean answered) {
    if (over) {
      return;
    }
    var backend = exchange.backend();
    var failure = exchange.failure();
    var known =
        new Ending(
            exchange.durationNanos(),
            backend == null ? null : backend.url().toString(),
            new String(exchange.requestId(), ISO_8859_1),
            exchange.status(),
            exchange.attempts(),
            failure == null ? null : failure.id(),
            forwardedPath(exchange),
            trace(exchange.trace()));
    if (responseHead != null || !answered) {
      handOver(known);
    } else {
      ending = known;
    }
  }

  /** The path that the last backend was asked for, without query; null when none was asked. */
  private static @Nullable String forwardedPath(ExchangeFacts exchange) {
    var target = exchange.upstream();
    var asked = exchange.backend();
    return target == null || asked == null
        ? null
        : target.rewrite().path(exchange.request(), asked.basePath());
  }

  private static Capture.@Nullable TraceIds trace(@Nullable Trace trace) {
    return trace == null ? null : new Capture.TraceIds(trace.traceId(), trace.spanId());
  }

  private void handOver(Ending end) {
    over = true;
    tap.offer(
        new Capture(
            timestampMillis,
            end.durationNanos,
            end.backend,
            clientAddress,
            end.requestId,
            line,
            end.status,
            end.attempts,
            end.error,
            end.upstreamPath,
            end.trace,
            requestBody.behind(requestHead),
            response()),
        reserved());
  }

  private @Nullable CapturedMessage response() {
    var head = responseHead;
    return head == null || !tap.responses() ? null : responseBody.behind(head);
  }

  private int reserved() {
    var head = responseHead;
    return requestHead.length
        + OVERHEAD
        + requestBody.reserved()
        + responseBody.reserved()
        + (head == null ? 0 : head.length);
  }

  /** Ends the capture for want of room. */
  private void giveUp() {
    over = true;
    tap.discard(reserved());
    requestBody.forget();
    responseBody.forget();
    responseHead = null;
  }
}

package io.servex.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.servex.api.capture.Capture;
import io.servex.api.capture.CapturedMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes captures as lines of JSON, one object each. The names and their order are those of the
 * seed's sample entry; what it lacks comes behind.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class EntryWriter {
  private static final byte[] NULL = ascii("null");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] TIMESTAMP = ascii("{\"timestamp\":\"");
  private static final byte[] RULE = ascii(",\"rule\":");
  private static final byte[] BACKEND = ascii(",\"backend\":");
  private static final byte[] CLIENT_IP = ascii(",\"client_ip\":");
  private static final byte[] REQUEST_ID = ascii(",\"request_id\":");
  private static final byte[] RAW_REQUEST = ascii(",\"raw_request\":");
  private static final byte[] REQUEST_HEADERS = ascii(",\"request_headers\":");
  private static final byte[] STATUS_CODE = ascii(",\"status_code\":");
  private static final byte[] DURATION = ascii(",\"duration\":\"");
  private static final byte[] DURATION_MS = ascii("ms\",\"duration_ms\":");
  private static final byte[] RAW_RESPONSE = ascii(",\"raw_response\":");
  private static final byte[] RESPONSE_HEADERS = ascii(",\"response_headers\":");
  private static final byte[] METHOD = ascii(",\"method\":");
  private static final byte[] PATH = ascii(",\"path\":");
  private static final byte[] HOST = ascii(",\"host\":");
  private static final byte[] QUERY = ascii(",\"query\":");
  private static final byte[] REQUEST_TRUNCATED = ascii(",\"request_body_truncated\":");
  private static final byte[] REQUEST_SIZE = ascii(",\"request_body_size\":");
  private static final byte[] RESPONSE_TRUNCATED = ascii(",\"response_body_truncated\":");
  private static final byte[] RESPONSE_SIZE = ascii(",\"response_body_size\":");
  private static final byte[] BODY_ENCODING = ascii(",\"body_encoding\":");
  private static final byte[] REQUEST_BASE64 = ascii(",\"request_body_base64\":");
  private static final byte[] RESPONSE_BASE64 = ascii(",\"response_body_base64\":");
  private static final byte[] LOAD_BALANCING = ascii(",\"load_balancing\":");
  private static final byte[] ATTEMPTS = ascii(",\"attempts\":");
  private static final byte[] ERROR = ascii(",\"error\":");
  private static final byte[] UPSTREAM_PATH = ascii(",\"upstream_path\":");
  private static final byte[] TRACE_ID = ascii(",\"trace_id\":");
  private static final byte[] SPAN_ID = ascii(",\"span_id\":");
  private static final byte[] END = ascii("}\n");

  private final JsonBytes out = new JsonBytes();
  private final RawHttp raw = new RawHttp();
  private long second = Long.MIN_VALUE;
  private byte[] secondText = new byte[0];

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** Writes a line; valid until the next call. */
  JsonBytes write(Capture capture, TrafficTap tap) {
    out.clear();
    out.raw(TIMESTAMP);
    timestamp(capture.timestampMillis());
    out.raw('"').raw(RULE).raw(tap.rule());
    text(BACKEND, capture.backend());
    text(CLIENT_IP, capture.clientAddress());
    text(REQUEST_ID, capture.requestId());
    out.raw(RAW_REQUEST);
    raw.text(capture.request(), tap.redaction(), out);
    out.raw(REQUEST_HEADERS);
    raw.fields(capture.request(), tap.redaction(), out);
    var millis = capture.durationNanos() / 1_000_000;
    out.raw(STATUS_CODE).number(capture.status()).raw(DURATION).number(millis);
    out.raw(DURATION_MS).number(millis);
    response(capture.response(), tap);
    requestLine(capture.line());
    bodies(capture);
    out.raw(LOAD_BALANCING).raw(tap.loadBalancing()).raw(ATTEMPTS).number(capture.attempts());
    text(ERROR, capture.error());
    text(UPSTREAM_PATH, capture.upstreamPath());
    var trace = capture.trace();
    if (trace != null) {
      text(TRACE_ID, trace.traceId());
      text(SPAN_ID, trace.spanId());
    }
    return out.raw(END);
  }

  private void timestamp(long millis) {
    var now = Math.floorDiv(millis, 1000L);
    if (now != second) {
      second = now;
      var text = Instant.ofEpochSecond(now).toString();
      secondText = ascii(text.substring(0, text.length() - 1));
    }
    var fraction = Math.floorMod(millis, 1000);
    out.raw(secondText)
        .raw('.')
        .raw((char) ('0' + fraction / 100))
        .raw((char) ('0' + fraction / 10 % 10))
        .raw((char) ('0' + fraction % 10))
        .raw('Z');
  }

  private void text(byte[] name, @Nullable String value) {
    out.raw(name);
    if (value == null) {
      out.raw(NULL);
    } else {
      out.string(value);
    }
  }

  private void response(@Nullable CapturedMessage response, TrafficTap tap) {
    out.raw(RAW_RESPONSE);
    if (response == null) {
      out.raw(NULL).raw(RESPONSE_HEADERS).raw(NULL);
      return;
    }
    raw.text(response, tap.redaction(), out);
    out.raw(RESPONSE_HEADERS);
    raw.fields(response, tap.redaction(), out);
  }

  private void requestLine(Capture.RequestLine line) {
    text(METHOD, line.method());
    text(PATH, line.path());
    text(HOST, line.host());
    text(QUERY, line.query());
  }

  private void bodies(Capture capture) {
    var request = capture.request();
    var response = capture.response();
    out.raw(REQUEST_TRUNCATED).raw(request.truncated() ? TRUE : FALSE);
    out.raw(REQUEST_SIZE).number(request.size());
    out.raw(RESPONSE_TRUNCATED).raw(response != null && response.truncated() ? TRUE : FALSE);
    out.raw(RESPONSE_SIZE).number(response == null ? 0 : response.size());
    var requestText = RawHttp.text(request);
    var responseText = response == null || RawHttp.text(response);
    out.raw(BODY_ENCODING).string(requestText && responseText ? "utf-8" : "base64");
    if (!requestText) {
      out.raw(REQUEST_BASE64).base64(request.body(), request.kept());
    }
    if (response != null && !responseText) {
      out.raw(RESPONSE_BASE64).base64(response.body(), response.kept());
    }
  }
}

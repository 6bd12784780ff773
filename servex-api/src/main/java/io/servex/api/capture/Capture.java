package io.servex.api.capture;

import org.jspecify.annotations.Nullable;

/**
 * What was copied of one exchange, and what is known about it.
 *
 * @param timestampMillis when the request's head had come, since the epoch
 * @param durationNanos from the request's head to the response's end
 * @param backend the backend that was asked last; null when none was
 * @param clientAddress the client's address, proxies resolved
 * @param requestId the id of the exchange
 * @param line what was asked for
 * @param status the status that the client was answered with; 499 when it left before
 * @param attempts how many backends were tried
 * @param error the id of the failure; null without one
 * @param upstreamPath the path that the backend saw; null when none was asked
 * @param trace the place of the exchange in a distributed trace; null for none
 * @param request what the client sent
 * @param response what the client was sent; null when that is not captured or did not begin
 */
public record Capture(
    long timestampMillis,
    long durationNanos,
    @Nullable String backend,
    String clientAddress,
    String requestId,
    RequestLine line,
    int status,
    int attempts,
    @Nullable String error,
    @Nullable String upstreamPath,
    @Nullable TraceIds trace,
    CapturedMessage request,
    @Nullable CapturedMessage response) {

  /**
   * The place of an exchange in a distributed trace.
   *
   * @param traceId 32 hexadecimal digits
   * @param spanId 16 hexadecimal digits
   */
  public record TraceIds(String traceId, String spanId) {}

  /**
   * The parts of a request's first line, and its host.
   *
   * @param method as sent
   * @param path as sent, without scheme, authority and query
   * @param query without its question mark; empty without one
   * @param host in lower case, without port
   */
  public record RequestLine(String method, String path, String query, String host) {}
}

package io.servex.core.exchange;

/**
 * An expected way for an exchange to end without the backend's answer.
 *
 * <p>The id is what logs and metrics use; it never changes.
 */
public enum Failure {
  NO_HEALTHY_BACKEND(
      "no_healthy", Side.SERVEX, 503, "Service Unavailable", "no backend is healthy"),
  OVERLOADED("overloaded", Side.SERVEX, 503, "Service Unavailable", "the gateway sheds load"),
  CONNECTION_LIMIT(
      "limit", Side.SERVEX, 503, "Service Unavailable", "each backend has all that it may have"),
  PENDING_TIMEOUT(
      "pending_timeout", Side.SERVEX, 503, "Service Unavailable", "no backend had a place in time"),
  CONNECT("connect", Side.UPSTREAM, 502, "Bad Gateway", "no connection to the backend"),
  TLS("tls", Side.UPSTREAM, 502, "Bad Gateway", "no TLS with the backend"),
  RESET(
      "reset",
      Side.UPSTREAM,
      502,
      "Bad Gateway",
      "the backend closed the connection without an answer"),
  BAD_RESPONSE(
      "bad_response",
      Side.UPSTREAM,
      502,
      "Bad Gateway",
      "the backend's answer is no acceptable HTTP"),
  TRUNCATED("truncated", Side.UPSTREAM, 502, "Bad Gateway", "the backend's answer ended too early"),
  TIMEOUT("timeout", Side.UPSTREAM, 504, "Gateway Timeout", "the backend did not answer in time"),
  CLIENT_ABORT("client_abort", Side.CLIENT, 499, "Client Closed Request", "the client left"),
  CLIENT_TIMEOUT(
      "client_timeout", Side.CLIENT, 408, "Request Timeout", "the request came too slowly"),
  BAD_REQUEST_BODY(
      "bad_request_body", Side.CLIENT, 400, "malformed chunk", "the request's body cannot be used"),
  FILTER("filter", Side.SERVEX, 500, "Internal Server Error", "a filter failed"),
  INTERNAL("internal", Side.SERVEX, 500, "Internal Server Error", "a mistake in the gateway");

  /** Who is at fault. */
  public enum Side {
    CLIENT,
    SERVEX,
    UPSTREAM
  }

  private final String id;
  private final Side side;
  private final int status;
  private final String message;
  private final String detail;

  Failure(String id, Side side, int status, String message, String detail) {
    this.id = id;
    this.side = side;
    this.status = status;
    this.message = message;
    this.detail = detail;
  }

  /** The stable id. */
  public String id() {
    return id;
  }

  public Side side() {
    return side;
  }

  /** The status that the client is answered with, or that is logged when it cannot be. */
  public int status() {
    return status;
  }

  /** The message of the error body. */
  public String message() {
    return message;
  }

  /** What went wrong, for clients that may know. */
  public String detail() {
    return detail;
  }
}

package io.servex.core.exchange;

/**
 * An expected way for an exchange to end without the backend's answer.
 *
 * <p>The id is what logs and metrics use; it never changes.
 */
public enum Failure {
  NO_HEALTHY_BACKEND("no_healthy", Side.SERVEX, 503, "Service Unavailable"),
  OVERLOADED("overloaded", Side.SERVEX, 503, "Service Unavailable"),
  CONNECTION_LIMIT("limit", Side.SERVEX, 503, "Service Unavailable"),
  PENDING_TIMEOUT("pending_timeout", Side.SERVEX, 503, "Service Unavailable"),
  CONNECT("connect", Side.UPSTREAM, 502, "Bad Gateway"),
  TLS("tls", Side.UPSTREAM, 502, "Bad Gateway"),
  RESET("reset", Side.UPSTREAM, 502, "Bad Gateway"),
  BAD_RESPONSE("bad_response", Side.UPSTREAM, 502, "Bad Gateway"),
  TRUNCATED("truncated", Side.UPSTREAM, 502, "Bad Gateway"),
  TIMEOUT("timeout", Side.UPSTREAM, 504, "Gateway Timeout"),
  CLIENT_ABORT("client_abort", Side.CLIENT, 499, "Client Closed Request"),
  CLIENT_TIMEOUT("client_timeout", Side.CLIENT, 408, "Request Timeout"),
  BAD_REQUEST_BODY("bad_request_body", Side.CLIENT, 400, "malformed chunk"),
  FILTER("filter", Side.SERVEX, 500, "Internal Server Error"),
  INTERNAL("internal", Side.SERVEX, 500, "Internal Server Error");

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

  Failure(String id, Side side, int status, String message) {
    this.id = id;
    this.side = side;
    this.status = status;
    this.message = message;
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
}

package io.servex.core.decode;

/**
 * Why bytes are no message that Servex would act on. The connection closes after it, and nothing
 * reaches a backend.
 */
public enum Rejection {
  MALFORMED_REQUEST_LINE(400, "malformed request line"),
  MALFORMED_FIELD(400, "malformed header field"),
  BAD_HOST(400, "missing or malformed Host"),
  BAD_TARGET(400, "malformed request target"),
  BAD_PATH(400, "malformed path"),
  BAD_FRAMING(400, "ambiguous message framing"),
  BAD_CHUNK(400, "malformed chunk"),
  BAD_TRAILER(400, "malformed trailer"),
  METHOD_NOT_ALLOWED(405, "method not allowed"),
  URI_TOO_LONG(414, "request line too long"),
  EXPECTATION_FAILED(417, "unknown expectation"),
  HEAD_TOO_LARGE(431, "header block too large"),
  UNSUPPORTED_TRANSFER_CODING(501, "unsupported transfer coding"),
  UNSUPPORTED_VERSION(505, "unsupported HTTP version"),
  /** Only of a response: its status line is malformed. */
  MALFORMED_STATUS_LINE(502, "malformed status line");

  private final int status;
  private final String message;

  Rejection(int status, String message) {
    this.status = status;
    this.message = message;
  }

  /** The status that the client is answered with. */
  public int status() {
    return status;
  }

  /** What is wrong, for the body of the answer and for the log. */
  public String message() {
    return message;
  }
}

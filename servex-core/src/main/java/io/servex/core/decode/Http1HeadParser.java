package io.servex.core.decode;

import static io.servex.core.decode.ByteClasses.TOKEN;
import static io.servex.core.decode.ByteClasses.UNDERSCORE;
import static io.servex.core.decode.ByteClasses.VALUE;

import org.jspecify.annotations.Nullable;

/**
 * Parses the heads of HTTP/1.1 messages in place (RFC 9112 §§2–6), strictly: whatever two parsers
 * could read differently is refused, never repaired.
 *
 * <p>It reads bytes that its caller copied into the message's {@link HeadFields}, in one pass, and
 * leaves positions there. It keeps nothing between two calls but the last {@link #rejection()}.
 *
 * <p><b>Threading:</b> one per event loop.
 */
public final class Http1HeadParser {
  static final int INCOMPLETE = 0;
  static final int REJECTED = -1;
  private static final String STATUS_LINE = "HTTP/1.";

  private @Nullable Rejection rejection;

  /** Why the last parse returned a negative number. */
  public @Nullable Rejection rejection() {
    return rejection;
  }

  /**
   * Parses a request's head from the first byte of the request's fields.
   *
   * @param request holds the bytes, and takes the result
   * @param available the number of bytes that are there
   * @param limits how large the head may be
   * @return the length of the head with its empty line; 0 when it is not complete; less than 0 when
   *     it is refused
   */
  public int parseRequest(DecodedRequest request, int available, RequestLimits limits) {
    var end = Math.min(available, limits.maxHeadBytes() + 1);
    request.reset();
    var bytes = request.fields.bytes;
    var longest = limits.maxLineBytes();
    var lineEnd = lineEnd(bytes, 0, Math.min(end, longest + 2));
    if (lineEnd == REJECTED) {
      return reject(Rejection.MALFORMED_REQUEST_LINE);
    }
    if (lineEnd == INCOMPLETE) {
      if (end > 0 && !ByteClasses.is(bytes[0], TOKEN)) {
        return reject(Rejection.MALFORMED_REQUEST_LINE);
      }
      return end > longest && bytes[longest] != '\r'
          ? reject(Rejection.URI_TOO_LONG)
          : incomplete(end, limits);
    }
    var problem = RequestLine.parse(request, lineEnd - 2);
    if (problem != null) {
      return reject(problem);
    }
    var length = fields(request.fields, lineEnd, end, limits);
    if (length <= 0) {
      return length;
    }
    request.fields.length = length;
    problem = RequestChecks.check(request, limits);
    return problem == null ? length : reject(problem);
  }

  /**
   * Parses a response's head from the first byte of the response's fields.
   *
   * @param response holds the bytes, and takes the result
   * @param available the number of bytes that are there
   * @param toHead whether the request's method was HEAD
   * @param limits how large the head may be
   * @return as {@link #parseRequest}
   */
  public int parseResponse(
      DecodedResponse response, int available, boolean toHead, RequestLimits limits) {
    var end = Math.min(available, limits.maxHeadBytes() + 1);
    response.reset();
    var bytes = response.fields.bytes;
    var lineEnd = lineEnd(bytes, 0, end);
    if (lineEnd <= 0) {
      return lineEnd == REJECTED || end > limits.maxHeadBytes() || !begins(bytes, end)
          ? reject(Rejection.MALFORMED_STATUS_LINE)
          : INCOMPLETE;
    }
    if (!statusLine(response, lineEnd - 2)) {
      return reject(Rejection.MALFORMED_STATUS_LINE);
    }
    var length = fields(response.fields, lineEnd, end, limits);
    if (length <= 0) {
      return length;
    }
    response.fields.length = length;
    var problem = ResponseChecks.check(response, toHead);
    return problem == null ? length : reject(problem);
  }

  private int reject(Rejection reason) {
    rejection = reason;
    return REJECTED;
  }

  /** The index after the CRLF of a line; a bare LF or CR is refused. */
  private static int lineEnd(byte[] bytes, int from, int end) {
    for (var at = from; at < end; at++) {
      var b = bytes[at];
      if (b == '\n') {
        return at > from && bytes[at - 1] == '\r' ? at + 1 : REJECTED;
      }
      if (b == '\r' && at + 1 < end && bytes[at + 1] != '\n') {
        return REJECTED;
      }
    }
    return INCOMPLETE;
  }

  /** Whether bytes may become a status line: what speaks no HTTP is not waited for. */
  private static boolean begins(byte[] bytes, int end) {
    for (var at = 0; at < end && at < STATUS_LINE.length(); at++) {
      if (bytes[at] != STATUS_LINE.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  private static boolean statusLine(DecodedResponse response, int end) {
    var bytes = response.fields.bytes;
    if (end < 12
        || !begins(bytes, end)
        || bytes[7] != '0' && bytes[7] != '1'
        || bytes[8] != ' '
        || end > 12 && bytes[12] != ' ') {
      return false;
    }
    var status = 0;
    for (var at = 9; at < 12; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return false;
      }
      status = status * 10 + bytes[at] - '0';
    }
    for (var at = 12; at < end; at++) {
      if (!ByteClasses.is(bytes[at], VALUE)) {
        return false;
      }
    }
    response.http10 = bytes[7] == '0';
    response.status = status;
    response.reasonStart = Math.min(13, end);
    response.reasonEnd = end;
    return status >= 100;
  }

  /** Parses field lines up to and including the empty line; results as {@link #parseRequest}. */
  int fields(HeadFields fields, int from, int end, RequestLimits limits) {
    var bytes = fields.bytes;
    var at = from;
    while (true) {
      if (at + 1 >= end) {
        return at < end && bytes[at] == '\n'
            ? reject(Rejection.MALFORMED_FIELD)
            : incomplete(end, limits);
      }
      if (bytes[at] == '\r') {
        if (bytes[at + 1] != '\n') {
          return reject(Rejection.MALFORMED_FIELD);
        }
        return at + 2 > limits.maxHeadBytes() ? reject(Rejection.HEAD_TOO_LARGE) : at + 2;
      }
      var nameEnd = at;
      var seen = 0;
      while (nameEnd < end) {
        var classes = ByteClasses.of(bytes[nameEnd]);
        if ((classes & TOKEN) == 0) {
          break;
        }
        seen |= classes;
        nameEnd++;
      }
      if (nameEnd == end) {
        return incomplete(end, limits);
      }
      if (nameEnd == at || bytes[nameEnd] != ':') {
        return reject(Rejection.MALFORMED_FIELD);
      }
      var valueEnd = nameEnd + 1;
      while (valueEnd < end && ByteClasses.is(bytes[valueEnd], VALUE)) {
        valueEnd++;
      }
      if (valueEnd + 1 >= end) {
        return valueEnd < end && bytes[valueEnd] != '\r'
            ? reject(Rejection.MALFORMED_FIELD)
            : incomplete(end, limits);
      }
      if (bytes[valueEnd] != '\r' || bytes[valueEnd + 1] != '\n') {
        return reject(Rejection.MALFORMED_FIELD);
      }
      if (fields.count() >= limits.maxFields()) {
        return reject(Rejection.HEAD_TOO_LARGE);
      }
      add(fields, bytes, at, nameEnd, valueEnd);
      if ((seen & UNDERSCORE) != 0) {
        fields.markUnderscore();
      }
      at = valueEnd + 2;
    }
  }

  private int incomplete(int end, RequestLimits limits) {
    return end > limits.maxHeadBytes() ? reject(Rejection.HEAD_TOO_LARGE) : INCOMPLETE;
  }

  private static void add(HeadFields fields, byte[] bytes, int name, int nameEnd, int lineEnd) {
    var start = nameEnd + 1;
    var end = lineEnd;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    fields.add(name, nameEnd, start, end, FieldNames.id(bytes, name, nameEnd));
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}

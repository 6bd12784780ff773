package io.servex.core.decode;

import static io.servex.core.decode.ByteClasses.TARGET;
import static io.servex.core.decode.ByteClasses.TOKEN;

import org.jspecify.annotations.Nullable;

/** Parses the request line (RFC 9112 §3). */
final class RequestLine {
  private static final int VERSION = 8;

  private RequestLine() {}

  /** Parses the line up to before its CRLF; null when it is in order. */
  static @Nullable Rejection parse(DecodedRequest request, int end) {
    var bytes = request.fields.bytes;
    var at = 0;
    while (at < end && ByteClasses.is(bytes[at], TOKEN)) {
      at++;
    }
    if (at == 0 || at == end || bytes[at] != ' ') {
      return Rejection.MALFORMED_REQUEST_LINE;
    }
    request.methodStart = 0;
    request.methodEnd = at;
    request.head = request.isMethod("HEAD");
    var target = at + 1;
    at = target;
    var query = -1;
    while (at < end && ByteClasses.is(bytes[at], TARGET)) {
      if (bytes[at] == '?' && query < 0) {
        query = at;
      }
      at++;
    }
    if (at == target) {
      return Rejection.MALFORMED_REQUEST_LINE;
    }
    if (at == end || bytes[at] != ' ') {
      return at == end ? Rejection.MALFORMED_REQUEST_LINE : Rejection.BAD_TARGET;
    }
    var problem = version(request, bytes, at + 1, end);
    if (problem != null) {
      return problem;
    }
    if (request.isMethod("CONNECT") || request.isMethod("TRACE")) {
      return Rejection.METHOD_NOT_ALLOWED;
    }
    return target(request, target, at, query);
  }

  private static @Nullable Rejection version(
      DecodedRequest request, byte[] bytes, int at, int end) {
    if (end - at != VERSION
        || bytes[at] != 'H'
        || bytes[at + 1] != 'T'
        || bytes[at + 2] != 'T'
        || bytes[at + 3] != 'P'
        || bytes[at + 4] != '/'
        || !digit(bytes[at + 5])
        || bytes[at + 6] != '.'
        || !digit(bytes[at + 7])) {
      return Rejection.MALFORMED_REQUEST_LINE;
    }
    if (bytes[at + 5] != '1' || bytes[at + 7] > '1') {
      return Rejection.UNSUPPORTED_VERSION;
    }
    request.http10 = bytes[at + 7] == '0';
    return null;
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static @Nullable Rejection target(DecodedRequest request, int start, int end, int query) {
    var bytes = request.fields.bytes;
    request.pathStart = start;
    request.pathEnd = query >= 0 ? query : end;
    request.queryStart = query >= 0 ? query + 1 : -1;
    request.queryEnd = end;
    if (bytes[start] == '/') {
      return null;
    }
    if (bytes[start] == '*') {
      if (end != start + 1 || !request.isMethod("OPTIONS")) {
        return Rejection.BAD_TARGET;
      }
      request.targetAsterisk();
      return null;
    }
    return absolute(request, start, end, query);
  }

  /**
   * Takes an absolute-form target apart. Without a path it means the path {@code /}, or {@code *}
   * with OPTIONS and no query (RFC 9112 §3.2.4); the slash before the authority then serves as the
   * path.
   */
  private static @Nullable Rejection absolute(
      DecodedRequest request, int start, int end, int query) {
    var bytes = request.fields.bytes;
    var authority = schemeEnd(bytes, start, end);
    if (authority < 0) {
      return Rejection.BAD_TARGET;
    }
    var authorityEnd = authority;
    while (authorityEnd < request.pathEnd && bytes[authorityEnd] != '/') {
      authorityEnd++;
    }
    if (!Authority.parse(request, authority, authorityEnd)) {
      return Rejection.BAD_HOST;
    }
    request.pathStart = authorityEnd;
    if (authorityEnd == request.pathEnd) {
      request.pathStart = authority - 1;
      request.pathEnd = authority;
      if (query < 0 && request.isMethod("OPTIONS")) {
        request.targetAsterisk();
      }
    }
    return null;
  }

  /** The index after {@code http://} or {@code https://}, or -1. */
  private static int schemeEnd(byte[] bytes, int start, int end) {
    var text = "http";
    for (var i = 0; i < text.length(); i++) {
      if (start + i >= end || (bytes[start + i] | 0x20) != text.charAt(i)) {
        return -1;
      }
    }
    var at = start + text.length();
    if (at < end && (bytes[at] | 0x20) == 's') {
      at++;
    }
    return at + 2 < end && bytes[at] == ':' && bytes[at + 1] == '/' && bytes[at + 2] == '/'
        ? at + 3
        : -1;
  }
}

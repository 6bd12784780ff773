package io.servex.core.decode;

import org.jspecify.annotations.Nullable;

/**
 * The checks on a request whose lines are in order: framing, host, expectation, and what the
 * Connection field names (RFC 9112 §§3.2, 6; RFC 9110 §§7.2, 7.6.1, 10.1.1).
 */
final class RequestChecks {
  private static final int MAX_LENGTH_DIGITS = 18;

  private RequestChecks() {}

  static @Nullable Rejection check(DecodedRequest request, RequestLimits limits) {
    var fields = request.fields;
    var lengths = 0;
    var codings = 0;
    var hosts = 0;
    var upgrades = 0;
    var connections = 0;
    var underscores = false;
    for (var field = 0; field < fields.count(); field++) {
      Rejection problem = null;
      switch (fields.id(field)) {
        case FieldId.CONTENT_LENGTH -> {
          lengths++;
          request.contentLength = contentLength(fields, field);
          problem = request.contentLength < 0 ? Rejection.BAD_FRAMING : null;
        }
        case FieldId.TRANSFER_ENCODING -> {
          codings++;
          problem = coding(request, field);
        }
        case FieldId.HOST -> {
          hosts++;
          problem = host(request, field) && hosts == 1 ? null : Rejection.BAD_HOST;
        }
        case FieldId.EXPECT -> problem = expect(request, field);
        case FieldId.CONNECTION -> connections++;
        case FieldId.UPGRADE -> upgrades++;
        case FieldId.OTHER -> underscores |= fields.hasUnderscore(field);
        default -> {}
      }
      if (problem != null) {
        return problem;
      }
    }
    if (lengths + codings > 1) {
      return Rejection.BAD_FRAMING;
    }
    if (hosts == 0 && !request.http10) {
      return Rejection.BAD_HOST;
    }
    request.framing = codings > 0 ? Framing.CHUNKED : lengths > 0 ? Framing.LENGTH : Framing.NONE;
    if (codings == 0 && request.contentLength == 0) {
      request.expectContinue = false;
    }
    request.keepAlive = !request.http10;
    if (connections > 0 && !connection(request, upgrades == 1)) {
      return Rejection.BAD_FRAMING;
    }
    if (underscores && !Underscores.apply(fields, limits.underscores())) {
      return Rejection.MALFORMED_FIELD;
    }
    return request.normalizePath() ? null : Rejection.BAD_PATH;
  }

  /** The number in a Content-Length field, or -1 when it is not plain digits or too large. */
  static long contentLength(HeadFields fields, int field) {
    var start = fields.valueStart(field);
    var end = fields.valueEnd(field);
    if (start == end || end - start > MAX_LENGTH_DIGITS) {
      return -1;
    }
    var length = 0L;
    for (var at = start; at < end; at++) {
      var digit = fields.bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      length = length * 10 + digit;
    }
    return length;
  }

  private static @Nullable Rejection coding(DecodedRequest request, int field) {
    if (request.http10) {
      return Rejection.BAD_FRAMING;
    }
    return request.fields.valueEquals(field, "chunked")
        ? null
        : Rejection.UNSUPPORTED_TRANSFER_CODING;
  }

  /** Only a request with a body may expect anything (RFC 9110 §10.1.1). */
  private static @Nullable Rejection expect(DecodedRequest request, int field) {
    if (request.http10) {
      request.fields.drop(field);
      return null;
    }
    if (!request.fields.valueEquals(field, "100-continue")) {
      return Rejection.EXPECTATION_FAILED;
    }
    request.expectContinue = true;
    return null;
  }

  /** Reads the Host; where the target names an authority too, both must be the same text. */
  private static boolean host(DecodedRequest request, int field) {
    var fields = request.fields;
    var start = fields.valueStart(field);
    var end = fields.valueEnd(field);
    var target = request.authorityStart;
    var targetSize = request.authorityEnd - target;
    return (targetSize == 0
            || targetSize == end - start && fields.sameIgnoringCase(target, start, end))
        && Authority.parse(request, start, end);
  }

  private static boolean connection(DecodedRequest request, boolean upgradeField) {
    var options = ConnectionOptions.read(request.fields);
    if (options == ConnectionOptions.MALFORMED) {
      return false;
    }
    request.keepAlive =
        (options & ConnectionOptions.CLOSE) == 0
            && (!request.http10 || (options & ConnectionOptions.KEEP_ALIVE) != 0);
    request.upgrade =
        (options & ConnectionOptions.UPGRADE) != 0
            && upgradeField
            && !request.http10
            && request.framing == Framing.NONE
            && !upgradesToHttp(request.fields);
    return true;
  }

  /** Behind an upgrade to HTTP, secured or not, were requests that no rule and no filter sees. */
  private static boolean upgradesToHttp(HeadFields fields) {
    var value = fields.value(fields.find(FieldId.UPGRADE)).toLowerCase(java.util.Locale.ROOT);
    return value.isEmpty()
        || value.contains("h2c")
        || value.contains("http/")
        || value.contains("tls/");
  }
}

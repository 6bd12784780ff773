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
    request.keepAlive = !request.http10;
    var lengths = 0;
    var codings = 0;
    var hosts = 0;
    var upgrades = 0;
    var connections = 0;
    var underscores = false;
    Rejection problem = null;
    for (var field = 0; field < fields.count() && problem == null; field++) {
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
          problem = host(request, field);
        }
        case FieldId.EXPECT -> problem = expect(request, field);
        case FieldId.CONNECTION -> connections++;
        case FieldId.UPGRADE -> upgrades++;
        case FieldId.OTHER -> underscores |= hasUnderscore(fields, field);
        default -> {}
      }
    }
    if (problem != null) {
      return problem;
    }
    if (lengths > 1 || codings > 1 || lengths + codings > 1) {
      return Rejection.BAD_FRAMING;
    }
    if (hosts > 1 || hosts == 0 && !request.http10) {
      return Rejection.BAD_HOST;
    }
    if (hosts == 0) {
      noHost(request);
    }
    request.framing = codings > 0 ? Framing.CHUNKED : lengths > 0 ? Framing.LENGTH : Framing.NONE;
    if (connections > 0) {
      problem = connection(request, upgrades == 1);
    }
    if (problem == null && underscores) {
      problem = underscores(fields, limits.underscores());
    }
    return problem == null ? path(request) : problem;
  }

  private static @Nullable Rejection path(DecodedRequest request) {
    if (request.asterisk) {
      return null;
    }
    try {
      request.normalPath =
          PathNormalizer.normalize(request.fields.bytes, request.pathStart, request.pathEnd);
      return null;
    } catch (PathNormalizer.MalformedPathException e) {
      return Rejection.BAD_PATH;
    }
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

  private static void noHost(DecodedRequest request) {
    if (request.authorityStart < 0) {
      request.authorityStart = 0;
      request.authorityEnd = 0;
      request.hostStart = 0;
      request.hostEnd = 0;
    }
  }

  private static @Nullable Rejection host(DecodedRequest request, int field) {
    var fields = request.fields;
    var start = fields.valueStart(field);
    var end = fields.valueEnd(field);
    if (request.authorityStart >= 0 && !sameText(fields.bytes, request, start, end)) {
      return Rejection.BAD_HOST;
    }
    request.authorityStart = start;
    request.authorityEnd = end;
    if (start == end) {
      return Rejection.BAD_HOST;
    }
    return authority(request, fields.bytes, start, end) ? null : Rejection.BAD_HOST;
  }

  private static boolean sameText(byte[] bytes, DecodedRequest request, int start, int end) {
    var other = request.authorityStart;
    if (request.authorityEnd - other != end - start) {
      return false;
    }
    for (var i = 0; i < end - start; i++) {
      if (HeadFields.lower(bytes[start + i]) != HeadFields.lower(bytes[other + i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean authority(DecodedRequest request, byte[] bytes, int start, int end) {
    var at = start;
    if (bytes[at] == '[') {
      at++;
      while (at < end && (hex(bytes[at]) || bytes[at] == ':' || bytes[at] == '.')) {
        at++;
      }
      if (at == end || bytes[at] != ']' || at == start + 1) {
        return false;
      }
      at++;
    } else {
      while (at < end && ByteClasses.is(bytes[at], ByteClasses.HOST)) {
        at++;
      }
      if (at == start) {
        return false;
      }
    }
    request.hostStart = start;
    request.hostEnd = at > start + 1 && bytes[at - 1] == '.' ? at - 1 : at;
    return port(request, bytes, at, end);
  }

  private static boolean hex(byte b) {
    return b >= '0' && b <= '9' || (b | 0x20) >= 'a' && (b | 0x20) <= 'f';
  }

  private static boolean port(DecodedRequest request, byte[] bytes, int colon, int end) {
    if (colon == end) {
      return true;
    }
    if (bytes[colon] != ':' || end - colon > 6) {
      return false;
    }
    var port = colon + 1 == end ? -1 : 0;
    for (var at = colon + 1; at < end; at++) {
      var digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      port = port * 10 + digit;
    }
    request.port = port;
    return port <= 65535;
  }

  /** Reads the options of the Connection fields, and marks the fields that they name. */
  private static @Nullable Rejection connection(DecodedRequest request, boolean upgradeField) {
    var fields = request.fields;
    var wantsUpgrade = false;
    for (var field = 0; field < fields.count(); field++) {
      if (fields.id(field) != FieldId.CONNECTION) {
        continue;
      }
      var at = fields.valueStart(field);
      var end = fields.valueEnd(field);
      while (at < end) {
        var comma = at;
        while (comma < end && fields.bytes[comma] != ',') {
          comma++;
        }
        var option = fields.text(at, comma).strip();
        if (option.equalsIgnoreCase("close")) {
          request.keepAlive = false;
        } else if (option.equalsIgnoreCase("keep-alive")) {
          request.keepAlive |= request.http10;
        } else if (option.equalsIgnoreCase("upgrade")) {
          wantsUpgrade = true;
        } else if (!option.isEmpty() && !dropNamed(fields, option)) {
          return Rejection.BAD_FRAMING;
        }
        at = comma + 1;
      }
    }
    if (closes(fields)) {
      request.keepAlive = false;
    }
    request.upgrade =
        wantsUpgrade
            && upgradeField
            && !request.http10
            && request.framing == Framing.NONE
            && !upgradesToHttp2(fields);
    return null;
  }

  private static boolean closes(HeadFields fields) {
    for (var field = 0; field < fields.count(); field++) {
      if (fields.id(field) == FieldId.CONNECTION && fields.valueEquals(field, "close")) {
        return true;
      }
    }
    return false;
  }

  private static boolean upgradesToHttp2(HeadFields fields) {
    var field = fields.find(FieldId.UPGRADE);
    var value = fields.value(field);
    return value.isEmpty() || value.toLowerCase(java.util.Locale.ROOT).contains("h2c");
  }

  /** Marks the fields of a name, unless that would change what the message means. */
  static boolean dropNamed(HeadFields fields, String name) {
    for (var field = 0; field < fields.count(); field++) {
      if (!fields.nameEquals(field, name)) {
        continue;
      }
      switch (fields.id(field)) {
        case FieldId.HOST, FieldId.CONTENT_LENGTH, FieldId.TRANSFER_ENCODING -> {
          return false;
        }
        case FieldId.AUTHORIZATION,
            FieldId.X_FORWARDED_FOR,
            FieldId.X_FORWARDED_HOST,
            FieldId.X_FORWARDED_PORT,
            FieldId.X_FORWARDED_PROTO,
            FieldId.X_REAL_IP,
            FieldId.X_REQUEST_ID,
            FieldId.EXPECT,
            FieldId.CONTENT_TYPE -> {}
        default -> {
          if (!name.equalsIgnoreCase("cookie")) {
            fields.drop(field);
          }
        }
      }
    }
    return true;
  }

  private static boolean hasUnderscore(HeadFields fields, int field) {
    for (var at = fields.nameStart(field); at < fields.nameEnd(field); at++) {
      if (fields.bytes[at] == '_') {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Rejection underscores(
      HeadFields fields, RequestLimits.Underscores policy) {
    if (policy == RequestLimits.Underscores.KEEP) {
      return null;
    }
    for (var field = 0; field < fields.count(); field++) {
      if (!hasUnderscore(fields, field) || !collides(fields, field)) {
        continue;
      }
      if (policy == RequestLimits.Underscores.REJECT) {
        return Rejection.MALFORMED_FIELD;
      }
      fields.drop(field);
    }
    return null;
  }

  /**
   * Whether a backend that reads underscores as hyphens would see a field twice, or a known one.
   */
  private static boolean collides(HeadFields fields, int field) {
    var name = fields.name(field).replace('_', '-');
    var folded = name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    if (FieldNames.id(folded, 0, folded.length) != FieldId.OTHER) {
      return true;
    }
    for (var other = 0; other < fields.count(); other++) {
      if (other != field
          && fields.name(other).replace('_', '-').equalsIgnoreCase(name)
          && !fields.nameEquals(other, fields.name(field))) {
        return true;
      }
    }
    return false;
  }
}

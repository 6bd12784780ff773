package io.servex.core.decode;

/**
 * Reads the options of the Connection fields, and marks the fields that they name (RFC 9110
 * §7.6.1). An option is a token, and there are few of them: each is compared with every field.
 */
final class ConnectionOptions {
  static final int CLOSE = 1;
  static final int KEEP_ALIVE = 2;
  static final int UPGRADE = 4;

  /** What {@link #read} returns when the fields are malformed or would take away framing. */
  static final int MALFORMED = -1;

  /** Empty elements count too. */
  private static final int MAX_OPTIONS = 32;

  private ConnectionOptions() {}

  /** The options that mean something to the connection itself, as bits; or {@link #MALFORMED}. */
  static int read(HeadFields fields) {
    var found = 0;
    var options = 0;
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
        options++;
        var option = options > MAX_OPTIONS ? MALFORMED : option(fields, at, comma);
        if (option == MALFORMED) {
          return MALFORMED;
        }
        found |= option;
        at = comma + 1;
      }
    }
    return found;
  }

  private static int option(HeadFields fields, int from, int to) {
    var bytes = fields.bytes;
    var start = from;
    var end = to;
    while (start < end && Http1HeadParser.isBlank(bytes[start])) {
      start++;
    }
    while (end > start && Http1HeadParser.isBlank(bytes[end - 1])) {
      end--;
    }
    for (var at = start; at < end; at++) {
      if (!ByteClasses.is(bytes[at], ByteClasses.TOKEN)) {
        return MALFORMED;
      }
    }
    if (fields.rangeEquals(start, end, "close")) {
      return CLOSE;
    }
    if (fields.rangeEquals(start, end, "keep-alive")) {
      return KEEP_ALIVE;
    }
    if (fields.rangeEquals(start, end, "upgrade")) {
      return UPGRADE;
    }
    return start == end || dropNamed(fields, start, end) ? 0 : MALFORMED;
  }

  /**
   * Marks the fields of a name. False when that would change what the message means; fields that
   * say who the client is, or that the gateway answers for, stay.
   */
  private static boolean dropNamed(HeadFields fields, int start, int end) {
    for (var field = 0; field < fields.count(); field++) {
      if (!fields.nameEquals(field, start, end)) {
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
            FieldId.X_FORWARDED_OTHER,
            FieldId.X_REAL_IP,
            FieldId.X_REQUEST_ID,
            FieldId.X_USER,
            FieldId.FORWARDED,
            FieldId.EXPECT,
            FieldId.CONTENT_TYPE -> {}
        default -> {
          if (!fields.nameEquals(field, "cookie")) {
            fields.drop(field);
          }
        }
      }
    }
    return true;
  }
}

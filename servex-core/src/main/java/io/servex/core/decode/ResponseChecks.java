package io.servex.core.decode;

import org.jspecify.annotations.Nullable;

/**
 * The checks on a response whose lines are in order (RFC 9112 §6.3).
 *
 * <p>More than one Content-Length is refused even where all are equal. RFC 9112 §6.3 lets a
 * recipient take equal ones for one; but the response is forwarded field by field, a reader behind
 * the gateway need not take them so, and a backend that repeats its framing is not to be trusted
 * with a connection that others share.
 */
final class ResponseChecks {
  private static final String EVENT_STREAM = "text/event-stream";

  private ResponseChecks() {}

  static @Nullable Rejection check(DecodedResponse response, boolean toHead) {
    var fields = response.fields;
    response.keepAlive = !response.http10;
    var lengths = 0;
    var codings = 0;
    var connections = 0;
    for (var field = 0; field < fields.count(); field++) {
      switch (fields.id(field)) {
        case FieldId.CONTENT_LENGTH -> {
          lengths++;
          response.contentLength = RequestChecks.contentLength(fields, field);
          if (response.contentLength < 0) {
            return Rejection.BAD_FRAMING;
          }
        }
        case FieldId.TRANSFER_ENCODING -> {
          codings++;
          if (response.http10 || !fields.valueEquals(field, "chunked")) {
            return Rejection.BAD_FRAMING;
          }
        }
        case FieldId.CONTENT_TYPE -> response.eventStream |= isEventStream(fields, field);
        case FieldId.CONNECTION -> connections++;
        default -> {}
      }
    }
    if (lengths + codings > 1) {
      return Rejection.BAD_FRAMING;
    }
    if (connections > 0 && !connection(response)) {
      return Rejection.BAD_FRAMING;
    }
    var bodiless =
        toHead || response.status < 200 || response.status == 204 || response.status == 304;
    if (bodiless) {
      response.framing = Framing.NONE;
    } else if (codings > 0) {
      response.framing = Framing.CHUNKED;
    } else {
      response.framing = lengths > 0 ? Framing.LENGTH : Framing.UNTIL_CLOSE;
    }
    if (response.status == 204) {
      dropContentLength(fields);
    }
    return null;
  }

  /** A 204 has no length to speak of (RFC 9110 §8.6), and a client might wait for its body. */
  private static void dropContentLength(HeadFields fields) {
    var field = fields.find(FieldId.CONTENT_LENGTH);
    if (field >= 0) {
      fields.drop(field);
    }
  }

  private static boolean isEventStream(HeadFields fields, int field) {
    var start = fields.valueStart(field);
    var end = fields.valueEnd(field);
    var typeEnd = start + EVENT_STREAM.length();
    if (end < typeEnd || !fields.rangeEquals(start, typeEnd, EVENT_STREAM)) {
      return false;
    }
    return end == typeEnd
        || fields.bytes[typeEnd] == ';'
        || Http1HeadParser.isBlank(fields.bytes[typeEnd]);
  }

  private static boolean connection(DecodedResponse response) {
    var fields = response.fields;
    var options = ConnectionOptions.read(fields);
    if (options == ConnectionOptions.MALFORMED) {
      return false;
    }
    if ((options & ConnectionOptions.CLOSE) != 0) {
      response.keepAlive = false;
    }
    response.upgrade =
        (options & ConnectionOptions.UPGRADE) != 0
            && response.status == 101
            && fields.find(FieldId.UPGRADE) >= 0;
    return true;
  }
}

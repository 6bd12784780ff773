package io.servex.core.decode;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The checks on a response whose lines are in order (RFC 9112 §6.3). */
final class ResponseChecks {
  private ResponseChecks() {}

  static @Nullable Rejection check(DecodedResponse response, boolean toHead) {
    var fields = response.fields;
    response.keepAlive = !response.http10;
    var lengths = 0;
    var codings = 0;
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
        case FieldId.CONNECTION -> {
          if (!connection(response, field)) {
            return Rejection.BAD_FRAMING;
          }
        }
        default -> {}
      }
    }
    if (lengths + codings > 1) {
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
    response.upgrade &= response.status == 101 && fields.find(FieldId.UPGRADE) >= 0;
    return null;
  }

  private static boolean isEventStream(HeadFields fields, int field) {
    var start = fields.valueStart(field);
    var first = fields.valueEnd(field) > start ? fields.bytes[start] | 0x20 : 0;
    return first == 't'
        && fields.value(field).toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }

  private static boolean connection(DecodedResponse response, int field) {
    var fields = response.fields;
    if (fields.valueEquals(field, "keep-alive")) {
      return true;
    }
    for (var option : fields.value(field).split(",", -1)) {
      var name = option.strip();
      if (name.equalsIgnoreCase("close")) {
        response.keepAlive = false;
      } else if (name.equalsIgnoreCase("upgrade")) {
        response.upgrade = true;
      } else if (!name.isEmpty()
          && !name.equalsIgnoreCase("keep-alive")
          && !RequestChecks.dropNamed(fields, name)) {
        return false;
      }
    }
    return true;
  }
}

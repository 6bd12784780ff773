package io.servex.core.select;

import io.servex.api.balancing.RequestKey;
import io.servex.core.decode.DecodedRequest;

/**
 * Finds the part of a request that a {@link RequestKey} names, as a range of bytes: one per event
 * loop's exchange, filled anew by each {@link #find}, so that nothing is allocated.
 *
 * <p><b>Threading:</b> confined to the event loop of its exchange.
 */
final class RequestPart {
  private byte[] bytes = {};
  private int start;
  private int end;

  /** Looks for a part; returns whether the request has it, and a value in it. */
  boolean find(RequestKey key, DecodedRequest request) {
    bytes = request.bytes();
    start = 0;
    end = 0;
    switch (key) {
      case RequestKey.ClientAddress _ -> {}
      case RequestKey.Path _ -> {
        bytes = request.matchPathBytes();
        start = request.matchPathStart();
        end = request.matchPathEnd();
      }
      case RequestKey.Header(var name) -> header(name, request);
      case RequestKey.Cookie(var name) -> cookie(name, request);
      case RequestKey.Query(var name) -> {
        if (request.queryStart() >= 0) {
          pair(name, '&', request.queryStart(), request.queryEnd());
        }
      }
    }
    return end > start;
  }

  private void header(String name, DecodedRequest request) {
    var field = request.fields().find(name);
    if (field >= 0) {
      start = request.fields().valueStart(field);
      end = request.fields().valueEnd(field);
    }
  }

  private void cookie(String name, DecodedRequest request) {
    var fields = request.fields();
    for (var field = 0; field < fields.count(); field++) {
      if (fields.nameEquals(field, "Cookie")
          && pair(name, ';', fields.valueStart(field), fields.valueEnd(field))) {
        return;
      }
    }
  }

  /** Looks for {@code name=value} between separators, blanks in front of the name passed over. */
  private boolean pair(String name, char separator, int from, int to) {
    var at = from;
    while (at < to) {
      while (at < to && separator == ';' && (bytes[at] == ' ' || bytes[at] == '\t')) {
        at++;
      }
      var next = at;
      while (next < to && bytes[next] != separator) {
        next++;
      }
      var value = at + name.length() + 1;
      if (value <= next && bytes[value - 1] == '=' && textAt(at, name)) {
        start = value;
        end = next;
        while (separator == ';' && end > start && bytes[end - 1] == ' ') {
          end--;
        }
        return true;
      }
      at = next + 1;
    }
    return false;
  }

  private boolean textAt(int at, String text) {
    for (var i = 0; i < text.length(); i++) {
      if ((bytes[at + i] & 0xff) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether what was found is exactly a text. */
  boolean matches(String text) {
    return end - start == text.length() && textAt(start, text);
  }

  /** The hash of what was found: that of {@link RequestKey#hash(String)}. */
  long hash() {
    var hash = 0xcbf29ce484222325L;
    for (var at = start; at < end; at++) {
      hash = (hash ^ bytes[at] & 0xff) * 0x100000001b3L;
    }
    return RequestKey.mix(hash);
  }
}

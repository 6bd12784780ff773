package io.servex.dump;

import io.servex.api.capture.CapturedMessage;

/**
 * Writes one message as JSON: as the text that was on the wire, and its fields as a map of lists.
 *
 * <p>Each byte of a head is one character (ISO 8859-1), so that the text can be turned back into
 * the bytes. A body follows the empty line without framing, as UTF-8; one that is no such text is
 * left out here and stands in Base64 beside it.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class RawHttp {
  private final HeadLines lines = new HeadLines();
  private boolean[] done = new boolean[32];

  /** Whether the kept bytes of a body are text. */
  static boolean text(CapturedMessage message) {
    return textLength(message) >= 0;
  }

  private static int textLength(CapturedMessage message) {
    return Utf8.length(message.body(), message.kept(), message.truncated());
  }

  /** Writes the text of a message. */
  void text(CapturedMessage message, Redaction redaction, JsonBytes out) {
    var head = message.head();
    lines.read(head);
    out.raw('"');
    var from = 0;
    for (var field = 0; field < lines.count(); field++) {
      if (redaction.masks(head, lines.nameStart(field), lines.nameEnd(field))) {
        out.latin1(head, from, lines.valueStart(field)).raw(Redaction.MASK);
        from = lines.valueEnd(field);
      }
    }
    out.latin1(head, from, head.length)
        .utf8(message.body(), 0, Math.max(0, textLength(message)))
        .raw('"');
  }

  /** Writes the fields of the message whose text was written last. */
  void fields(CapturedMessage message, Redaction redaction, JsonBytes out) {
    var head = message.head();
    if (done.length < lines.count()) {
      done = new boolean[lines.count() * 2];
    }
    java.util.Arrays.fill(done, 0, lines.count(), false);
    out.raw('{');
    var first = true;
    for (var field = 0; field < lines.count(); field++) {
      if (!done[field]) {
        if (!first) {
          out.raw(',');
        }
        first = false;
        name(head, field, out);
        values(head, field, redaction, out);
      }
    }
    out.raw('}');
  }

  /** Writes a name with a capital at its beginning and behind each hyphen. */
  private void name(byte[] head, int field, JsonBytes out) {
    var end = lines.nameEnd(field);
    var start = lines.nameStart(field);
    var upper = true;
    var name = new byte[end - start];
    for (var at = start; at < end; at++) {
      var b = head[at];
      name[at - start] = (byte) (upper ? upper(b) : lower(b));
      upper = b == '-';
    }
    out.raw('"').latin1(name, 0, name.length).raw('"').raw(':');
  }

  private void values(byte[] head, int field, Redaction redaction, JsonBytes out) {
    var masked = redaction.masks(head, lines.nameStart(field), lines.nameEnd(field));
    out.raw('[');
    for (var other = field; other < lines.count(); other++) {
      if (!done[other] && sameName(head, field, other)) {
        done[other] = true;
        if (other > field) {
          out.raw(',');
        }
        out.raw('"');
        if (masked) {
          out.raw(Redaction.MASK);
        } else {
          out.latin1(head, lines.valueStart(other), lines.valueEnd(other));
        }
        out.raw('"');
      }
    }
    out.raw(']');
  }

  private boolean sameName(byte[] head, int field, int other) {
    var start = lines.nameStart(field);
    var length = lines.nameEnd(field) - start;
    var from = lines.nameStart(other);
    if (lines.nameEnd(other) - from != length) {
      return false;
    }
    for (var i = 0; i < length; i++) {
      if (lower(head[start + i]) != lower(head[from + i])) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
  }

  private static int upper(byte b) {
    return b >= 'a' && b <= 'z' ? b & ~0x20 : b;
  }
}

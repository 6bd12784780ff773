package io.servex.core.decode;

/**
 * Settles what becomes of field names with an underscore that a backend may take for another's: CGI
 * and its heirs read {@code X_Real_IP} and {@code X-Real-IP} as one.
 */
final class Underscores {
  private Underscores() {}

  /** Marks the fields that must not be forwarded; false when the request is to be refused. */
  static boolean apply(HeadFields fields, RequestLimits.Underscores policy) {
    if (policy == RequestLimits.Underscores.KEEP) {
      return true;
    }
    for (var field = 0; field < fields.count(); field++) {
      if (!fields.hasUnderscore(field) || !collides(fields, field)) {
        continue;
      }
      if (policy == RequestLimits.Underscores.REJECT) {
        return false;
      }
      fields.drop(field);
    }
    return true;
  }

  /**
   * Whether a reader of underscores as hyphens sees a field twice, or one that the gateway sets.
   */
  private static boolean collides(HeadFields fields, int field) {
    var start = fields.nameStart(field);
    var end = fields.nameEnd(field);
    if (FieldNames.foldedId(fields.bytes, start, end) != FieldId.OTHER) {
      return true;
    }
    for (var other = 0; other < fields.count(); other++) {
      if (other != field
          && fields.nameEnd(other) - fields.nameStart(other) == end - start
          && sameFolded(fields.bytes, fields.nameStart(other), start, end)
          && !fields.nameEquals(other, start, end)) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameFolded(byte[] bytes, int other, int start, int end) {
    for (var i = 0; i < end - start; i++) {
      if (folded(bytes[other + i]) != folded(bytes[start + i])) {
        return false;
      }
    }
    return true;
  }

  private static int folded(byte b) {
    return b == '_' ? '-' : HeadFields.lower(b);
  }
}

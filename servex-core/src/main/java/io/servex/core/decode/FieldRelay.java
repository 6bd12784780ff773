package io.servex.core.decode;

/**
 * Copies the fields of a head that may be forwarded.
 *
 * <p>Fields in a row that stand in canonical form ({@code Name: value}, CRLF) are copied as one
 * range; any other is written anew from its validated parts.
 */
public final class FieldRelay {
  private static final byte[] COLON = {':', ' '};
  private static final byte[] CRLF = {'\r', '\n'};

  private FieldRelay() {}

  /**
   * Appends fields, each with its CRLF.
   *
   * @param fields where they come from
   * @param leftOut a bit for each of {@link FieldId}'s numbers that is not forwarded
   * @param out where they go
   */
  public static void copy(HeadFields fields, long leftOut, ByteWriter out) {
    var bytes = fields.bytes();
    var runStart = -1;
    var runEnd = -1;
    for (var field = 0; field < fields.count(); field++) {
      if (fields.dropped(field) || (leftOut >>> fields.id(field) & 1) != 0) {
        continue;
      }
      var start = fields.nameStart(field);
      var valueEnd = fields.valueEnd(field);
      if (fields.valueStart(field) == fields.nameEnd(field) + 2
          && bytes[valueEnd] == '\r'
          && bytes[fields.nameEnd(field) + 1] == ' ') {
        if (start != runEnd) {
          flush(bytes, runStart, runEnd, out);
          runStart = start;
        }
        runEnd = valueEnd + 2;
        continue;
      }
      flush(bytes, runStart, runEnd, out);
      runStart = -1;
      runEnd = -1;
      out.put(bytes, start, fields.nameEnd(field))
          .put(COLON)
          .put(bytes, fields.valueStart(field), valueEnd)
          .put(CRLF);
    }
    flush(bytes, runStart, runEnd, out);
  }

  private static void flush(byte[] bytes, int start, int end, ByteWriter out) {
    if (start >= 0) {
      out.put(bytes, start, end);
    }
  }

  /** The bit of a field id in a set. */
  public static long bit(int id) {
    return 1L << id;
  }
}

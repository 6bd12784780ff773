package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import io.servex.api.filter.PreparedField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one head, as positions in the bytes that were read: no object exists for a field
 * until somebody asks for its text.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection. <b>Ownership:</b> the object
 * owns its array; it is reused for the next head after {@link #clear()}.
 */
public final class HeadFields {
  private static final int STRIDE = 5;
  private static final int DROPPED = 1 << 30;
  private static final int UNDERSCORE = 1 << 29;
  private static final int INITIAL_BYTES = 1024;

  byte[] bytes = new byte[INITIAL_BYTES];
  int length;
  private int[] index = new int[STRIDE * 24];
  private int count;
  private int added;

  /**
   * Where the names of the first {@link #noted} fields fall, a bit for each: see {@link #trace}.
   */
  private long traces;

  private int noted;

  /** Forgets the fields, and keeps the arrays. */
  public void clear() {
    clearFields();
    length = 0;
  }

  /** Makes room for a head of so many bytes, keeping what is there. */
  void ensureCapacity(int wanted) {
    if (wanted > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length * 2));
    }
  }

  /**
   * Copies bytes of a buffer behind what is there, without moving the buffer's own indexes.
   *
   * @param in where they are
   * @param from the first one's index
   * @param more how many
   */
  public void append(ByteBuf in, int from, int more) {
    ensureCapacity(length + more + 1);
    in.getBytes(from, bytes, length, more);
    length += more;
  }

  /** Forgets the fields, and keeps the bytes. */
  void clearFields() {
    count = 0;
    added = 0;
    traces = 0;
    noted = 0;
  }

  /** Says of the last field that its name has an underscore. */
  void markUnderscore() {
    index[count * STRIDE - 1] |= UNDERSCORE;
  }

  boolean hasUnderscore(int field) {
    return (index[field * STRIDE + 4] & UNDERSCORE) != 0;
  }

  void add(int nameStart, int nameEnd, int valueStart, int valueEnd, int id) {
    var at = count * STRIDE;
    if (at == index.length) {
      index = Arrays.copyOf(index, index.length * 2);
    }
    index[at] = nameStart;
    index[at + 1] = nameEnd;
    index[at + 2] = valueStart;
    index[at + 3] = valueEnd;
    index[at + 4] = id;
    count++;
  }

  /**
   * Adds a field that was not read: it is found, dropped and forwarded like the others.
   *
   * @param name a token, none of those that the gateway writes itself
   * @param value a valid value
   */
  public void append(String name, String value) {
    var nameStart = length;
    put(name);
    put(": ");
    var valueStart = length;
    put(value);
    put("\r\n");
    add(nameStart, valueStart - 2, valueStart, length - 2, FieldId.OTHER);
    added++;
  }

  @SuppressWarnings("deprecation") // the one way to copy Latin-1 without looking at it
  private void put(String text) {
    ensureCapacity(length + text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
  }

  /**
   * Adds a field that was not read, in the form that it already has.
   *
   * @param field what was checked when it was prepared
   */
  public void append(PreparedField field) {
    var nameStart = length;
    ensureCapacity(length + field.length());
    field.copyTo(bytes, length);
    length += field.length();
    var nameEnd = nameStart + field.name().length();
    add(nameStart, nameEnd, nameEnd + 2, length - 2, FieldId.OTHER);
    added++;
  }

  /**
   * Whether a field may have a name: false where none has it. That takes the same time however many
   * fields there are, after they have been looked at once.
   *
   * @param name not empty
   */
  public boolean mayHave(String name) {
    for (; noted < count; noted++) {
      var start = nameStart(noted);
      var end = nameEnd(noted);
      traces |= trace(end - start, bytes[start], bytes[(start + end) >>> 1], bytes[end - 1]);
    }
    var size = name.length();
    return (traces
            & trace(
                size,
                (byte) name.charAt(0),
                (byte) name.charAt(size >>> 1),
                (byte) name.charAt(size - 1)))
        != 0;
  }

  /** One of 64 bits, the same for names that differ in case alone. */
  private static long trace(int size, byte first, byte middle, byte last) {
    var mixed = ((size * 31 + (first | 0x20)) * 31 + (middle | 0x20)) * 31 + (last | 0x20);
    return 1L << (mixed * 0x9E3779B9 >>> 26);
  }

  /** Drops every field with a name, compared without regard to case. */
  public void dropAll(String name) {
    for (var field = 0; field < count; field++) {
      if (nameEquals(field, name)) {
        drop(field);
      }
    }
  }

  /**
   * Drops every field whose name begins with a prefix, compared without regard to case. An
   * underscore counts as a hyphen: many backends cannot tell one from the other (RFC 3875 §4.1.18).
   */
  public void dropAllBelow(String prefix) {
    for (var field = 0; field < count; field++) {
      if (beginsWith(nameStart(field), nameEnd(field), prefix)) {
        drop(field);
      }
    }
  }

  /** Whether a field that is still there has a name that begins so; an underscore is a hyphen. */
  public boolean anyBelow(String prefix) {
    for (var field = 0; field < count; field++) {
      if (!dropped(field) && beginsWith(nameStart(field), nameEnd(field), prefix)) {
        return true;
      }
    }
    return false;
  }

  private boolean beginsWith(int from, int to, String prefix) {
    if (to - from < prefix.length()) {
      return false;
    }
    for (var i = 0; i < prefix.length(); i++) {
      var c = bytes[from + i] == '_' ? (byte) '-' : bytes[from + i];
      if (lower(c) != lower((byte) prefix.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The number of fields that were read. */
  int readCount() {
    return count - added;
  }

  /** Marks a field as one that must not be forwarded. */
  public void drop(int field) {
    index[field * STRIDE + 4] |= DROPPED;
  }

  /** Whether a field was marked by {@link #drop}. */
  public boolean dropped(int field) {
    return (index[field * STRIDE + 4] & DROPPED) != 0;
  }

  /** The bytes that all positions refer to. Not to be changed, nor kept after the exchange. */
  public byte[] bytes() {
    return bytes;
  }

  /** The number of fields, dropped ones included. */
  public int count() {
    return count;
  }

  public int nameStart(int field) {
    return index[field * STRIDE];
  }

  public int nameEnd(int field) {
    return index[field * STRIDE + 1];
  }

  public int valueStart(int field) {
    return index[field * STRIDE + 2];
  }

  public int valueEnd(int field) {
    return index[field * STRIDE + 3];
  }

  /** One of {@link FieldId}'s numbers. */
  public int id(int field) {
    return index[field * STRIDE + 4] & ~(DROPPED | UNDERSCORE);
  }

  public String name(int field) {
    return text(nameStart(field), nameEnd(field));
  }

  public String value(int field) {
    return text(valueStart(field), valueEnd(field));
  }

  /** The first field with a name, in any case, or -1. */
  public int find(String name) {
    for (var field = 0; field < count; field++) {
      if (nameEquals(field, name) && !dropped(field)) {
        return field;
      }
    }
    return -1;
  }

  /** The first field with one of {@link FieldId}'s numbers, or -1. */
  public int find(int id) {
    for (var field = 0; field < count; field++) {
      if (id(field) == id) {
        return field;
      }
    }
    return -1;
  }

  /** The field with one of {@link FieldId}'s numbers where there is exactly one, or -1. */
  public int findOnly(int id) {
    var only = -1;
    for (var field = 0; field < count; field++) {
      if (id(field) == id) {
        if (only >= 0) {
          return -1;
        }
        only = field;
      }
    }
    return only;
  }

  public @Nullable String first(String name) {
    var field = find(name);
    return field < 0 ? null : value(field);
  }

  public List<String> all(String name) {
    var values = new ArrayList<String>(2);
    for (var field = 0; field < count; field++) {
      if (nameEquals(field, name) && !dropped(field)) {
        values.add(value(field));
      }
    }
    return List.copyOf(values);
  }

  /** Whether a field has a name, compared without regard to the case of ASCII letters. */
  public boolean nameEquals(int field, String name) {
    var start = nameStart(field);
    return nameEnd(field) - start == name.length() && equalsIgnoreCase(start, name);
  }

  /** Whether a field's value is a text, compared without regard to the case of ASCII letters. */
  public boolean valueEquals(int field, String text) {
    var start = valueStart(field);
    return valueEnd(field) - start == text.length() && equalsIgnoreCase(start, text);
  }

  /** Whether a field's name is what stands in a range of the same bytes. */
  boolean nameEquals(int field, int from, int to) {
    var start = nameStart(field);
    return nameEnd(field) - start == to - from && sameIgnoringCase(start, from, to);
  }

  /** Whether the bytes at {@code start} are those of a range, but for the case of ASCII letters. */
  boolean sameIgnoringCase(int start, int from, int to) {
    for (var i = 0; i < to - from; i++) {
      if (lower(bytes[start + i]) != lower(bytes[from + i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a range is a text, compared without regard to the case of ASCII letters. */
  boolean rangeEquals(int from, int to, String text) {
    return to - from == text.length() && equalsIgnoreCase(from, text);
  }

  /** Whether a field's value is exactly a text. */
  public boolean valueIs(int field, String text) {
    var start = valueStart(field);
    if (valueEnd(field) - start != text.length()) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      if ((bytes[start + i] & 0xff) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean equalsIgnoreCase(int start, String text) {
    for (var i = 0; i < text.length(); i++) {
      var a = bytes[start + i];
      var b = (byte) text.charAt(i);
      if (a != b && (lower(a) != lower(b))) {
        return false;
      }
    }
    return true;
  }

  static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
  }

  /** The text of a range; bytes above 127 are read as ISO 8859-1, as field values are. */
  String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }
}

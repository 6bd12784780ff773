package io.servex.api.filter;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * A field of answers that is the same every time: checked and encoded when the filter is created,
 * and set with {@link ResponseHead#setHeader(PreparedField)} as often as needed. Setting one costs
 * a copy of its bytes, where {@link ResponseHead#setHeader(String, String)} has to look at each
 * character of the name and the value.
 *
 * <p><b>Threading:</b> immutable. No bytes that it was made of can be changed later, so what was
 * checked is what is sent.
 */
public final class PreparedField {
  /** What frames an answer, belongs to the connection, or is otherwise the gateway's to write. */
  private static final Set<String> OF_THE_GATEWAY =
      Set.of(
          "connection",
          "content-length",
          "transfer-encoding",
          "keep-alive",
          "te",
          "trailer",
          "upgrade",
          "x-request-id");

  private static final String PROXY = "proxy-";
  private static final String PUNCTUATION = "!#$%&'*+-.^_`|~";

  private final String name;
  private final String value;
  private final byte[] line;

  private PreparedField(String name, String value) {
    this.name = name;
    this.value = value;
    this.line = (name + ": " + value + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Prepares a field.
   *
   * @param name a token (RFC 9110 §5.1), none of those that the gateway itself writes
   * @param value visible characters, with spaces and tabs between them (RFC 9110 §5.5)
   * @return the field
   * @throws IllegalArgumentException if a field like this cannot be sent
   */
  public static PreparedField of(String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(PreparedField::inToken)) {
      throw new IllegalArgumentException(name + " (expected: a field's name)");
    }
    var lower = name.toLowerCase(Locale.ROOT);
    if (OF_THE_GATEWAY.contains(lower) || lower.startsWith(PROXY)) {
      throw new IllegalArgumentException(name + ": the gateway writes this field itself");
    }
    if (!value.chars().allMatch(PreparedField::inValue) || !value.equals(value.strip())) {
      throw new IllegalArgumentException(name + ": its value has a byte that cannot be sent");
    }
    return new PreparedField(name, value);
  }

  private static boolean inToken(int c) {
    var letter = c | 0x20;
    return c >= '0' && c <= '9'
        || c < 128 && letter >= 'a' && letter <= 'z'
        || PUNCTUATION.indexOf(c) >= 0;
  }

  private static boolean inValue(int c) {
    return c == '\t' || c >= ' ' && c <= 255 && c != 127;
  }

  /**
   * The name.
   *
   * @return as it was given
   */
  public String name() {
    return name;
  }

  /**
   * The value.
   *
   * @return as it was given
   */
  public String value() {
    return value;
  }

  /**
   * How many bytes {@link #copyTo} writes.
   *
   * @return those of the name, the value and four more
   */
  public int length() {
    return line.length;
  }

  /**
   * Writes the field as HTTP/1.1 has it: name, colon, space, value, CRLF.
   *
   * @param target where to
   * @param at the index of its first byte
   */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(line, 0, target, at, line.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PreparedField field
        && name.equals(field.name)
        && value.equals(field.value);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + value.hashCode();
  }

  @Override
  public String toString() {
    return name + ": " + value;
  }
}

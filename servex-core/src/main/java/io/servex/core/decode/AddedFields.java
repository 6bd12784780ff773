package io.servex.core.decode;

import static io.servex.core.decode.FieldRelay.bit;

/**
 * What may be added to a head that somebody else sent: names and values that every parser reads
 * alike (RFC 9110 §5.1, §5.5), and none that the gateway writes itself.
 */
public final class AddedFields {
  private static final long OF_THE_CONNECTION =
      bit(FieldId.CONNECTION)
          | bit(FieldId.CONTENT_LENGTH)
          | bit(FieldId.TRANSFER_ENCODING)
          | bit(FieldId.KEEP_ALIVE)
          | bit(FieldId.PROXY)
          | bit(FieldId.TE)
          | bit(FieldId.TRAILER)
          | bit(FieldId.UPGRADE)
          | bit(FieldId.X_REQUEST_ID);
  private static final long OF_THE_REQUEST =
      OF_THE_CONNECTION
          | bit(FieldId.HOST)
          | bit(FieldId.EXPECT)
          | bit(FieldId.HTTP2_SETTINGS)
          | bit(FieldId.X_FORWARDED_FOR)
          | bit(FieldId.X_FORWARDED_PROTO)
          | bit(FieldId.X_FORWARDED_HOST)
          | bit(FieldId.X_FORWARDED_PORT)
          | bit(FieldId.X_REAL_IP);

  private AddedFields() {}

  /**
   * Checks a field for a request that is forwarded.
   *
   * @throws IllegalArgumentException if it cannot be sent
   */
  public static void checkRequest(String name, String value) {
    check(name, value, OF_THE_REQUEST);
  }

  /**
   * Checks a field for an answer.
   *
   * @throws IllegalArgumentException if it cannot be sent
   */
  public static void checkResponse(String name, String value) {
    check(name, value, OF_THE_CONNECTION);
  }

  /**
   * Checks that a field may be taken out of an answer. What is no name is in none.
   *
   * @throws IllegalArgumentException if the gateway writes it itself
   */
  public static void checkRemoved(String name) {
    checkReserved(name, OF_THE_CONNECTION);
  }

  private static void check(String name, String value, long reserved) {
    if (name.isEmpty() || !all(name, ByteClasses.TOKEN)) {
      throw new IllegalArgumentException(name + " (expected: a field's name)");
    }
    checkReserved(name, reserved);
    if (!all(value, ByteClasses.VALUE) || !value.equals(value.strip())) {
      throw new IllegalArgumentException(name + ": its value has a byte that cannot be sent");
    }
  }

  private static void checkReserved(String name, long reserved) {
    if ((reserved & ~1L & bit(FieldNames.id(name))) != 0) {
      throw new IllegalArgumentException(name + ": the gateway writes this field itself");
    }
  }

  private static boolean all(String text, int mask) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c > 255 || !ByteClasses.is((byte) c, mask)) {
        return false;
      }
    }
    return true;
  }
}

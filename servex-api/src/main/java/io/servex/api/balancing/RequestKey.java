package io.servex.api.balancing;

/**
 * A part of a request that a strategy may go by: what consistent hashing hashes, or where a session
 * is told apart. Asked for through {@link SelectionContext}, which reads it in place and makes no
 * text of it.
 *
 * <p>Immutable: made once, when a strategy is created, and never per request.
 */
public sealed interface RequestKey {
  /** The resolved address of the client; every request has it. */
  record ClientAddress() implements RequestKey {}

  /** The path that is matched and authorised, without the query; every request has it. */
  record Path() implements RequestKey {}

  /**
   * The value of a header field, the first where there are several.
   *
   * @param name the field's name, in any case
   */
  record Header(String name) implements RequestKey {}

  /**
   * The value of a cookie (RFC 6265 §4.2), the first where there are several.
   *
   * @param name the cookie's name, case-sensitive
   */
  record Cookie(String name) implements RequestKey {}

  /**
   * The value of a parameter of the query, the first where there are several, encoded as the client
   * sent it.
   *
   * @param name the parameter's name as it stands in the query
   */
  record Query(String name) implements RequestKey {}

  /**
   * The hash that {@link SelectionContext#hash} gives to a part of a request that is exactly this
   * text: FNV-1a over its bytes, then mixed.
   *
   * @param value the text, in ISO 8859-1
   * @return a well-mixed hash, the same on every gateway
   */
  static long hash(String value) {
    var hash = 0xcbf29ce484222325L;
    for (var i = 0; i < value.length(); i++) {
      hash = (hash ^ value.charAt(i) & 0xff) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /**
   * Spreads the bits of a number.
   *
   * @param number any number
   * @return a number in which every bit depends on every bit of the other
   */
  static long mix(long number) {
    var mixed = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}

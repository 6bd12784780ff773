package io.servex.plugin.ratelimit.store;

/** What a bucket is told apart by. Equal texts of different kinds are different keys. */
public enum KeyKind {
  /**
   * The client's address in text form, IPv4 or a whole IPv6 address; or the network of an IPv6
   * address, as its first bytes, each a character from U+0000 to U+00FF.
   */
  ADDRESS,
  /** The value of a field of the request. */
  HEADER,
  /** The name of a user that an authentication found out. */
  USER
}

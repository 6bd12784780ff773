package io.servex.plugin.ratelimit;

/** What a bucket is told apart by. Equal texts of different kinds are different keys. */
enum KeyKind {
  /** The client's address, or the network that it is in. */
  ADDRESS(1),
  /** The value of a field of the request. */
  HEADER(2),
  /** The name of a user that an authentication found out. */
  USER(3);

  private final int tag;

  KeyKind(int tag) {
    this.tag = tag;
  }

  /** What tells it from the others where keys are hashed. */
  int tag() {
    return tag;
  }
}

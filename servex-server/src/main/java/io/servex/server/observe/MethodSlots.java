package io.servex.server.observe;

import io.servex.core.decode.DecodedRequest;

/** Small numbers for the methods that are well known; whatever else a client invents shares one. */
final class MethodSlots {
  private static final String[] NAMES = {
    "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "other"
  };

  /** The number of slots. */
  static final int COUNT = NAMES.length;

  private MethodSlots() {}

  static int slot(DecodedRequest request) {
    var slot = 0;
    while (slot < COUNT - 1 && !request.isMethod(NAMES[slot])) {
      slot++;
    }
    return slot;
  }

  /** What the label says. */
  static String text(int slot) {
    return NAMES[slot];
  }
}

package io.servex.server.observe;

/**
 * Small numbers for the statuses that are registered, so that a table of them stays small; what is
 * not registered shares one, which bounds what a backend can make the gateway remember.
 */
final class StatusSlots {
  /** The number of slots. */
  static final int COUNT;

  private static final String OTHER = "other";
  private static final int LOWEST = 100;
  private static final byte[] SLOTS = new byte[500];
  private static final String[] TEXTS;

  static {
    int[] registered = {
      100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304,
      305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415,
      416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499, 500, 501, 502, 503, 504,
      505, 506, 507, 508, 510, 511
    };
    COUNT = registered.length + 1;
    TEXTS = new String[COUNT];
    TEXTS[0] = OTHER;
    for (var i = 0; i < registered.length; i++) {
      SLOTS[registered[i] - LOWEST] = (byte) (i + 1);
      TEXTS[i + 1] = Integer.toString(registered[i]);
    }
  }

  private StatusSlots() {}

  static int slot(int status) {
    var at = status - LOWEST;
    return at < 0 || at >= SLOTS.length ? 0 : SLOTS[at];
  }

  /** What the label says. */
  static String text(int slot) {
    return TEXTS[slot];
  }
}

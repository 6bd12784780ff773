package io.servex.server.admin;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits how often one client may be wrong about a token: {@value #AT_ONCE} times at once, and then
 * once in {@value #SECONDS_EACH} seconds.
 *
 * <p>Idea: the generic cell rate algorithm. For each client one number is kept, the time up to
 * which its guesses are paid for. A guess pays before it is looked at, so that many at once are
 * limited like many in a row, and one that was right gets its payment back. A client that has
 * nothing left is refused whatever its token is: otherwise it could go on guessing.
 *
 * <p>Invariant: clients are bounded; when there are more, the one is forgotten that guessed the
 * longest ago. One that was never wrong takes no room.
 *
 * <p><b>Threading:</b> for all threads; a lock is held for a look-up.
 */
public final class TokenGuesses {
  static final int AT_ONCE = 10;
  static final int SECONDS_EACH = 6;
  static final int MOST_CLIENTS = 10_000;

  private static final long EACH = TimeUnit.SECONDS.toNanos(SECONDS_EACH);
  private static final long WINDOW = AT_ONCE * EACH;

  /** An IPv6 network has as many addresses as its owner likes: its first 64 bits are the client. */
  private static final int CLIENT_BYTES = 8;

  private final LongSupplier nanoTime;
  private final Map<String, Long> paidUntil = new Recent();

  /** A bounded map that forgets what was used the longest ago. */
  private static final class Recent extends LinkedHashMap<String, Long> {
    private static final long serialVersionUID = 1;

    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      return size() > MOST_CLIENTS;
    }
  }

  /** Knows of no guess yet. */
  public TokenGuesses() {
    this(System::nanoTime);
  }

  TokenGuesses(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Asks for a guess.
   *
   * @param address the client's, in text form
   * @return 0 when it is granted, else the seconds until the next one is
   */
  synchronized long take(String address) {
    var now = nanoTime.getAsLong();
    var client = client(address);
    var known = paidUntil.get(client);
    var left = known == null ? 0 : Math.max(0, known - now);
    if (left + EACH > WINDOW) {
      return TimeUnit.NANOSECONDS.toSeconds(left + EACH - WINDOW - 1) + 1;
    }
    paidUntil.put(client, now + left + EACH);
    return 0;
  }

  /** The guess was right: it is given back. */
  synchronized void right(String address) {
    var now = nanoTime.getAsLong();
    paidUntil.computeIfPresent(
        client(address), (same, until) -> until - EACH - now <= 0 ? null : until - EACH);
  }

  /** How many clients are remembered. */
  synchronized int clients() {
    return paidUntil.size();
  }

  private static String client(String address) {
    try {
      var bytes = InetAddress.ofLiteral(address).getAddress();
      return HexFormat.of().formatHex(bytes, 0, Math.min(CLIENT_BYTES, bytes.length));
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}

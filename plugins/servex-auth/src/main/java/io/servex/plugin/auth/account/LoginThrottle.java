package io.servex.plugin.auth.account;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how often passwords are tried: for one user from one address, for one address, and for one
 * user from all addresses.
 *
 * <p>Idea: the generic cell rate algorithm. For each key one number is kept, the time up to which
 * its attempts are paid for. An attempt pays before its password is looked at, so that a thousand
 * at once are limited like a thousand in a row, and a good password gets its payment back. Where a
 * user got in before, the limit from all addresses does not count, so that nobody can lock a user
 * out by trying wrong passwords elsewhere.
 *
 * <p>Invariant: the keys are bounded; when there are too many, the one that was used the longest
 * ago is forgotten. Cost: four look-ups.
 *
 * <p><b>Threading:</b> for all threads; a lock is held for the look-ups.
 */
public final class LoginThrottle {
  /** How much more is allowed to an address, and to a user from all addresses. */
  private static final int WIDER = 10;

  private static final int MOST_KEYS = 50_000;

  private final InstantSource clock;
  private final int attempts;
  private final int wide;
  private final long windowMillis;
  private final Map<String, Long> paidUntil = new Recent<>();
  private final Map<String, Boolean> knownPlaces = new Recent<>();

  /** A bounded map that forgets what was used the longest ago. */
  private static final class Recent<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;

    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MOST_KEYS;
    }
  }

  /**
   * Forgets nothing yet.
   *
   * @param attempts for one user from one address, in the window
   */
  public LoginThrottle(InstantSource clock, int attempts, Duration window) {
    this.clock = clock;
    this.attempts = attempts;
    this.wide = attempts * WIDER;
    this.windowMillis = window.toMillis();
  }

  /**
   * Asks for an attempt at a user's password.
   *
   * @return 0 when it is granted, else the milliseconds until the next one is
   */
  synchronized long login(String user, String address) {
    var network = network(address);
    var longest = wait(user, network);
    if (longest == 0) {
      pay(pair(user, network), attempts);
      pay("a" + network, wide);
      pay("u" + user, wide);
    }
    return longest;
  }

  /**
   * When the next attempt would be granted, without asking for one.
   *
   * @return 0 for now, else milliseconds
   */
  synchronized long wait(String user, String network) {
    var here = Math.max(waits(pair(user, network), attempts), waits("a" + network, wide));
    return knownPlaces.get(pair(user, network)) == null
        ? Math.max(here, waits("u" + user, wide))
        : here;
  }

  private static String pair(String user, String network) {
    return "p" + network + " " + user;
  }

  /** The attempt was good: it and those before it by the same user and address are forgotten. */
  synchronized void succeeded(String user, String address) {
    var network = network(address);
    paidUntil.remove(pair(user, network));
    giveBack("a" + network);
    giveBack("u" + user);
    knownPlaces.put(pair(user, network), true);
  }

  /** Asks for a registration; see {@link #login}. */
  synchronized long register(String address) {
    var key = "r" + network(address);
    var longest = waits(key, wide);
    if (longest == 0) {
      pay(key, wide);
    }
    return longest;
  }

  private long waits(String key, int limit) {
    var now = clock.millis();
    var until = Math.max(paidUntil.getOrDefault(key, now), now);
    return Math.max(0, until + windowMillis / limit - now - windowMillis);
  }

  private void pay(String key, int limit) {
    var now = clock.millis();
    paidUntil.merge(key, now, Math::max);
    paidUntil.merge(key, Math.max(1, windowMillis / limit), Long::sum);
  }

  private void giveBack(String key) {
    paidUntil.computeIfPresent(key, (same, until) -> until - windowMillis / wide);
  }

  /** How many keys are kept. */
  synchronized int keys() {
    return paidUntil.size();
  }

  /** A network of IPv6 has as many addresses as its owner likes: its first 64 bits count. */
  static String network(String address) {
    var end = -1;
    for (var group = 0; group < 4; group++) {
      var colon = address.indexOf(':', end + 1);
      if (colon < 0 || colon == end + 1) {
        return end < 0 ? address : address.substring(0, end);
      }
      end = colon;
    }
    return address.substring(0, end);
  }
}

package io.servex.plugin.auth.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The sessions that ended while access tokens of theirs may still be good. Each is remembered for
 * as long as such a token lives. Each takes a password to begin, so that there are not many;
 * whoever knows one and keeps signing in and out gets the oldest forgotten, not the memory filled.
 *
 * <p><b>Threading:</b> for all threads.
 */
public final class EndedSessions {
  /** Some 30 MB; at 50 passwords a second, more than an hour of them. */
  static final int MOST = 200_000;

  private final InstantSource clock;
  private final Duration remembered;
  private final Map<String, Instant> until = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> inOrder = new ConcurrentLinkedQueue<>();

  /**
   * Remembers nothing yet.
   *
   * @param remembered how long an access token lives
   */
  public EndedSessions(InstantSource clock, Duration remembered) {
    this.clock = clock;
    this.remembered = remembered;
  }

  /** A session ended now. */
  void add(String session) {
    var now = clock.instant();
    forget(now);
    if (until.put(session, now.plus(remembered)) == null) {
      inOrder.add(session);
    }
  }

  private void forget(Instant now) {
    for (var oldest = inOrder.peek(); oldest != null; oldest = inOrder.peek()) {
      var good = until.get(oldest);
      if (good != null && good.isAfter(now) && until.size() < MOST) {
        return;
      }
      if (inOrder.remove(oldest)) {
        until.remove(oldest);
      }
    }
  }

  /** How many are remembered. */
  int size() {
    return until.size();
  }

  /** Whether a session ended, as long as that matters. */
  public boolean contains(String session) {
    return until.containsKey(session);
  }
}

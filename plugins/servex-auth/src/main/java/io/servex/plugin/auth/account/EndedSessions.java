package io.servex.plugin.auth.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The sessions that ended while access tokens of theirs may still be good. Each is remembered for
 * as long as such a token lives; as each takes a password to begin, there are never many.
 *
 * <p><b>Threading:</b> for all threads.
 */
public final class EndedSessions {
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
      if (good != null && good.isAfter(now)) {
        return;
      }
      if (inOrder.remove(oldest)) {
        until.remove(oldest);
      }
    }
  }

  /** Whether a session ended, as long as that matters. */
  public boolean contains(String session) {
    return until.containsKey(session);
  }
}

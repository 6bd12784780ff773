package io.servex.core.select;

import java.net.URI;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one address, shared by all rules that name it: requests in flight, their limit,
 * and whether it can be reached.
 *
 * <p>Ejection: so many failures in a row to connect, or to get a byte of an answer, take a backend
 * out of rotation; after a while one request is let through, and its success brings it back.
 *
 * <p><b>Threading:</b> atomic, for all event loops.
 */
public final class BackendState {
  private final String key;
  private final URI url;
  private final long identityHash;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicBoolean ejected = new AtomicBoolean();
  private final AtomicLong retryAt = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();
  private final ChangeListeners listeners = new ChangeListeners();
  private final WaitingLine line = new WaitingLine();
  private final AtomicInteger offers = new AtomicInteger();
  private volatile Settings settings;
  private volatile @Nullable String reason;
  private volatile @Nullable String conspicuous;
  private volatile @Nullable AttemptCounts counts;

  /**
   * What may change while a backend stays the same.
   *
   * @param maxConnections how many requests may be in flight; 0 for any number
   * @param failuresToEject how many failures in a row eject it; 0 for never
   * @param retryNanos how long it stays out before a request is let through
   */
  public record Settings(int maxConnections, int failuresToEject, long retryNanos) {}

  /**
   * Describes an address.
   *
   * @param url its URL
   * @param settings what it goes by at first
   */
  public BackendState(URI url, Settings settings) {
    this(url, key(url), settings);
  }

  /**
   * Describes one of several addresses of a URL.
   *
   * @param key tells it from all others, and is the same wherever the same is meant
   */
  public BackendState(URI url, String key, Settings settings) {
    this.url = url;
    this.key = key;
    this.identityHash = mix(key);
    this.settings = settings;
  }

  /** Goes by other settings from now on; what is known of the backend stays. */
  public void apply(Settings next) {
    settings = next;
    offer();
  }

  /** Scheme, host in lower case, and port of a URL: what makes two URLs one backend. */
  public static String key(URI url) {
    var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    var host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    return scheme + "://" + host + ":" + port(url);
  }

  /** The port of a URL, or the default one of its scheme. */
  public static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
  }

  private static long mix(String text) {
    var hash = 0xcbf29ce484222325L;
    for (var i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }

  public URI url() {
    return url;
  }

  /** What tells it from all others: its URL, and the address where that may have several. */
  public String key() {
    return key;
  }

  public long identityHash() {
    return identityHash;
  }

  /** The number of requests that may be in flight; 0 for any number. */
  public int maxConnections() {
    return settings.maxConnections;
  }

  public int inFlight() {
    return inFlight.get();
  }

  /** Whether there is no place at this moment. */
  public boolean full() {
    var most = settings.maxConnections;
    return most > 0 && inFlight.get() >= most;
  }

  /** Takes a place, in one step with checking the limit. */
  public boolean tryAcquire() {
    var most = settings.maxConnections;
    if (most <= 0) {
      inFlight.incrementAndGet();
      return true;
    }
    while (true) {
      var now = inFlight.get();
      if (now >= most) {
        return false;
      }
      if (inFlight.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Gives a place back: to the request that has waited longest for one, if any does. */
  public void release() {
    if (!line.isEmpty() && line.handOver(this)) {
      return;
    }
    var left = inFlight.decrementAndGet();
    assert left >= 0 : "released more often than acquired";
    serve();
  }

  /** The requests that wait for a place. */
  WaitingLine line() {
    return line;
  }

  /** Gives free places to requests that wait: one has begun to, or there may be more places. */
  void offer() {
    offers.incrementAndGet();
    serve();
  }

  /**
   * Gives free places to requests that wait. While a place is held here that nobody takes in the
   * end, somebody else may find none and rely on it; the count of offers tells.
   */
  private void serve() {
    while (!line.isEmpty()) {
      var before = offers.get();
      if (!tryAcquire()) {
        return;
      }
      if (!line.handOver(this)) {
        inFlight.decrementAndGet();
        if (offers.get() == before) {
          return;
        }
      }
    }
  }

  /** The number of answers so far. */
  public long answers() {
    return answers.get();
  }

  /** A byte of an answer came. */
  public void answered() {
    answers.lazySet(answers.get() + 1);
    if (failures.get() != 0) {
      failures.set(0);
    }
    if (ejected.get() && ejected.compareAndSet(true, false)) {
      changed();
    }
  }

  /**
   * No connection could be made, or it broke before a byte of an answer.
   *
   * @param how what went wrong, for the log
   */
  public void connectFailed(long nowNanos, String how) {
    var now = settings;
    retryAt.set(nowNanos + now.retryNanos);
    var count = failures.incrementAndGet();
    if (now.failuresToEject > 0 && count >= now.failuresToEject && !ejected.get()) {
      reason = count + " failures in a row, the last one: " + how;
      if (ejected.compareAndSet(false, true)) {
        changed();
      }
    }
  }

  /** A check found it well. */
  public void recovered() {
    failures.set(0);
    if (ejected.compareAndSet(true, false)) {
      changed();
    }
  }

  /** Has attempts counted from now on; null for not. */
  public void count(@Nullable AttemptCounts into) {
    counts = into;
  }

  /** Where attempts are counted; null for nowhere. */
  public @Nullable AttemptCounts counts() {
    return counts;
  }

  /** Takes it out of rotation, whatever else says it is well, until {@link #readmit}. */
  public void eject(String why) {
    conspicuous = why;
    changed();
  }

  /** Takes {@link #eject} back. */
  public void readmit() {
    conspicuous = null;
    changed();
  }

  /** Why it is out of rotation, or was the last time; null when it never was. */
  public @Nullable String reason() {
    var now = conspicuous;
    return now == null ? reason : now;
  }

  /** Whether it is in rotation. */
  public boolean healthy() {
    return !ejected.get() && conspicuous == null;
  }

  /**
   * Whether a backend out of rotation may be given one request to see whether it is back.
   *
   * @param repeatable whether the request can be sent elsewhere should it get no answer; one that
   *     cannot is given only where no other came for as long again
   */
  public boolean tryHalfOpen(long nowNanos, boolean repeatable) {
    if (!ejected.get() || conspicuous != null) {
      return false;
    }
    var at = retryAt.get();
    var wait = settings.retryNanos;
    return nowNanos - at - (repeatable ? 0 : wait) >= 0
        && retryAt.compareAndSet(at, nowNanos + wait);
  }

  /** Asks to be told when {@link #healthy()} changes. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Takes back what {@link #onChange} asked for. */
  public void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  private void changed() {
    listeners.changed();
  }
}

package io.servex.dump;

import io.servex.api.capture.Capture;
import io.servex.api.capture.Tap;
import io.servex.api.capture.TapCounts;
import io.servex.api.capture.TapSettings;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tap of one rule: draws the sample, queues what was captured, and counts what became of it.
 *
 * <p>At rest, what was accepted is what was written and what was dropped.
 *
 * <p><b>Threading:</b> {@link Tap}'s methods are called on event loops, those that settle a record
 * by the writer, {@link #abandon} by whoever closes the recorder; the lock is between the last two.
 */
final class TrafficTap implements Tap {
  private final TapSettings settings;
  private final SinkLane lane;
  private final DumpQueue queue;
  private final Redaction redaction;
  private final byte[] rule;
  private final byte[] loadBalancing;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private boolean abandoned;

  TrafficTap(TapSettings settings, SinkLane lane, DumpQueue queue) {
    this.settings = settings;
    this.lane = lane;
    this.queue = queue;
    this.redaction = new Redaction(settings.redacted());
    this.rule = json(settings.rule());
    this.loadBalancing = json(settings.loadBalancing());
  }

  private static byte[] json(String text) {
    var out = new JsonBytes().string(text);
    return java.util.Arrays.copyOf(out.bytes(), out.length());
  }

  @Override
  public boolean sample() {
    var rate = settings.sampleRate();
    return rate >= 1 || ThreadLocalRandom.current().nextDouble() < rate;
  }

  @Override
  public int bodyLimit() {
    return settings.bodyLimit();
  }

  @Override
  public boolean responses() {
    return settings.responses();
  }

  @Override
  public boolean reserve(int more) {
    return queue.reserve(more);
  }

  @Override
  public void offer(Capture capture, int reserved) {
    accepted.incrementAndGet();
    if (!queue.offer(new DumpQueue.Entry(this, capture, reserved))) {
      dropped.incrementAndGet();
    }
  }

  @Override
  public void discard(int reserved) {
    queue.release(reserved);
    accepted.incrementAndGet();
    dropped.incrementAndGet();
  }

  /** The rule's name as JSON. */
  byte[] rule() {
    return rule;
  }

  /** The name of the rule. */
  String ruleName() {
    return settings.rule();
  }

  /** The strategy's type as JSON. */
  byte[] loadBalancing() {
    return loadBalancing;
  }

  Redaction redaction() {
    return redaction;
  }

  SinkLane lane() {
    return lane;
  }

  /** Counts a record that the sink has. */
  synchronized void written(long lineBytes) {
    if (!abandoned) {
      bytes.addAndGet(lineBytes);
      written.incrementAndGet();
    }
  }

  /** Counts a record that the sink will never have. */
  synchronized void lost() {
    if (!abandoned) {
      dropped.incrementAndGet();
    }
  }

  /** Counts what is still on its way as dropped, and nothing any more after it. */
  synchronized void abandon() {
    abandoned = true;
    dropped.set(accepted.get() - written.get());
  }

  TapCounts counts() {
    var gone = dropped.get();
    var done = written.get();
    return new TapCounts(settings.rule(), accepted.get(), done, gone, bytes.get());
  }
}

package io.servex.core.decode;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How hard the process is pressed for memory, time or descriptors, and what it therefore leaves
 * undone.
 *
 * <p>A level is reached by the first measurement that asks for it and left only after {@value
 * #CALM} quieter ones in a row, so that it does not flutter. One late event loop asks for nothing:
 * that is a pause, of the collector, of the machine, of classes that are loaded for the first
 * request. Two within {@value #PAUSE} measurements are a load.
 *
 * <p><b>Threading:</b> measured by one thread, read by all.
 */
public final class Pressure {
  private static final int CALM = 4;
  private static final int PAUSE = 20;

  /** What is left undone; each level includes those before it. */
  public enum Level {
    /** Nothing. */
    NONE(0, 0, 0),
    /** Traffic dumps. */
    DUMPS(0.15, 0.80, 250_000_000L),
    /** Keeping connections for further requests. */
    KEEP_ALIVE(0.20, 0.85, 1_000_000_000L),
    /** New requests: they are answered with 503. */
    REQUESTS(0.25, 0.90, 2_500_000_000L),
    /** New connections: they are closed. */
    CONNECTIONS(0.50, 0.95, 5_000_000_000L);

    private final double memory;
    private final double descriptors;
    private final long lateNanos;

    Level(double memory, double descriptors, long lateNanos) {
      this.memory = memory;
      this.descriptors = descriptors;
      this.lateNanos = lateNanos;
    }

    private boolean askedBy(Sample sample) {
      return sample.memory >= memory
          || sample.descriptors >= descriptors
          || sample.lateNanos >= lateNanos;
    }
  }

  /**
   * One measurement.
   *
   * @param memory the share of direct memory that live buffers take, 0 to 1
   * @param descriptors the share of the descriptor limit that is in use, 0 to 1
   * @param lateNanos by how much the slowest event loop was late since the measurement before
   */
  public record Sample(double memory, double descriptors, long lateNanos) {
    /** The level that this measurement alone asks for. */
    public Level level() {
      var highest = Level.NONE;
      for (var level : Level.values()) {
        if (level.askedBy(this)) {
          highest = level;
        }
      }
      return highest;
    }
  }

  private final AtomicLongArray late;
  private volatile Level level = Level.NONE;
  private int calm;
  private int sinceLate = PAUSE;

  /** Starts without pressure, for so many event loops. */
  public Pressure(int loops) {
    late = new AtomicLongArray(loops);
  }

  /** Whether something is to be left undone. */
  public boolean sheds(Level what) {
    return level.compareTo(what) >= 0;
  }

  /** The level in force. */
  public Level level() {
    return level;
  }

  /** Told by an event loop at each of its ticks. */
  void loopWasLate(int loop, long nanos) {
    if (nanos > late.get(loop)) {
      late.set(loop, nanos);
    }
  }

  /** The largest lateness of any event loop since the last call, in nanoseconds. */
  public long takeLateNanos() {
    var largest = 0L;
    for (var i = 0; i < late.length(); i++) {
      largest = Math.max(largest, late.getAndSet(i, 0));
    }
    return largest;
  }

  /** Takes a measurement into account; called by one thread. */
  public void measured(Sample sample) {
    var asked = asked(sample);
    if (asked.compareTo(level) >= 0) {
      level = asked;
      calm = 0;
    } else if (++calm >= CALM) {
      level = asked;
      calm = 0;
    }
  }

  private Level asked(Sample sample) {
    var rest = new Sample(sample.memory, sample.descriptors, 0).level();
    var whole = sample.level();
    sinceLate++;
    if (whole == rest) {
      return whole;
    }
    var again = sinceLate <= PAUSE;
    sinceLate = 0;
    return again ? whole : rest;
  }
}

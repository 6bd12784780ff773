package io.servex.api.capture;

import io.servex.api.dump.DumpSink;
import java.util.List;

/**
 * The way of captures to their sinks: a bounded queue, and one thread behind it.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
public interface Recorder extends AutoCloseable {
  /**
   * Adds a tap.
   *
   * @param settings what it captures
   * @param sink where its records go; several taps may share one. The recorder closes it
   * @return the tap
   */
  Tap tap(TapSettings settings, DumpSink sink);

  /**
   * Counts what became of captures, for each tap.
   *
   * @return one element for each tap, in the order in which they were added
   */
  List<TapCounts> counts();

  /** Writes what is queued, within a few seconds, and closes the sinks. */
  @Override
  void close();
}

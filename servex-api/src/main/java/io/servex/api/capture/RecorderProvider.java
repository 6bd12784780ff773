package io.servex.api.capture;

/** Opens a recorder; found with {@link java.util.ServiceLoader}. */
public interface RecorderProvider {
  /**
   * Opens a recorder and starts its thread.
   *
   * @param limits the bounds of its queue
   * @param logger where trouble is reported, once a minute at most
   * @return the recorder
   */
  Recorder open(Limits limits, System.Logger logger);

  /**
   * The bounds of a recorder's queue.
   *
   * @param entries the most captures that wait
   * @param bytes the most bytes of captures, those still growing included
   */
  record Limits(int entries, long bytes) {}
}

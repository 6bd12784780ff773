package io.servex.dump;

import io.servex.api.capture.Recorder;
import io.servex.api.capture.RecorderProvider;

/** Opens {@link TrafficRecorder}s. */
public final class TrafficRecorderProvider implements RecorderProvider {
  @Override
  public Recorder open(Limits limits, System.Logger logger) {
    return new TrafficRecorder(limits, logger);
  }
}

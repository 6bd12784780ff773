package io.servex.api.discovery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Finds the backends of one rule.
 *
 * <p>When to look again, what a failure means and how a changed list takes force are the host's: a
 * discovery looks once per call. The host keeps the last list that was found for as long as looking
 * fails. A discovery that is {@link AutoCloseable} is closed with its rule.
 */
@FunctionalInterface
public interface BackendDiscovery {
  /**
   * Looks.
   *
   * <p><b>Threading:</b> on a virtual thread, which may block; never twice at once. It is
   * interrupted when the rule is gone.
   *
   * @return what is there
   * @throws IOException if that cannot be told at the moment; its message is the reason
   * @throws InterruptedException if nobody wants to know any more
   */
  Found find() throws IOException, InterruptedException;

  /**
   * A list of backends.
   *
   * @param backends in the order in which strategies see them; none is an answer like any other
   * @param validFor when to look again; the host may do so sooner or later within its bounds
   */
  record Found(List<DiscoveredBackend> backends, Duration validFor) {
    /** Copies the list. */
    public Found {
      backends = List.copyOf(backends);
    }
  }
}

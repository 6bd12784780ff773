package io.servex.api.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the host hands to a component when it creates it.
 *
 * <p>A context belongs to one component, and lives as long as it. The host closes it after the
 * component, whether that was ever used or not: tasks end, series disappear.
 *
 * <p><b>Threading:</b> every method may be called from any thread, and so may be what it returns.
 */
public interface PluginContext {
  /**
   * The logger of this component, named after its type. Not for the hot path.
   *
   * @return a logger of the JDK's facade, which ends in the gateway's own log
   */
  System.Logger logger();

  /**
   * Numbers that the gateway shows with its own.
   *
   * @return the meters of this component
   */
  Meters meters();

  /**
   * The host's clock; tests replace it.
   *
   * @return a source of instants
   */
  InstantSource clock();

  /**
   * Randomness for choices that need no secrecy; tests seed it.
   *
   * @return a generator that is safe for concurrent use and allocates nothing per call
   */
  RandomGenerator random();

  /**
   * Runs what must not be done on an event loop.
   *
   * @return the scheduler of this component
   */
  Scheduler scheduler();

  /**
   * A folder for what must outlive a restart. All components of one type share it, over reloads and
   * versions of their plugin.
   *
   * @return a folder that is there, which none but the gateway's user may enter
   * @throws IOException if it cannot be made, or the gateway was given no place for data
   */
  Path dataDirectory() throws IOException;
}

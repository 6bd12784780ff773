package io.servex.api.plugin;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the host hands to a component when it creates it.
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
}

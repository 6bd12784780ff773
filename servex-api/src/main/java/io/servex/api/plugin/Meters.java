package io.servex.api.plugin;

import java.util.function.DoubleSupplier;

/**
 * Numbers of a component that the gateway's metrics show.
 *
 * <p>The full name of a series is {@code servex_}, the type of the component with its dots and
 * dashes as underscores, and the name that is given here. Components of one type that ask for the
 * same series share it: counts add up, and go on where a component takes another's place at a
 * reload. A series disappears with the last component that asked for it.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
public interface Meters {
  /**
   * A number that only rises. Ask once, when the component is created, and keep it.
   *
   * @param name lower-case words joined by underscores, such as {@code hits_total}; {@code _total}
   *     is added where it is missing
   * @param help one sentence for people
   * @param labels names and values in turn
   * @return the counter
   * @throws IllegalArgumentException if a name cannot be shown, a label has no value, or the name
   *     is taken by something else
   */
  Counter counter(String name, String help, String... labels);

  /**
   * A number that rises and falls. Where several components of one type give one, their sum is
   * shown.
   *
   * @param name lower-case words joined by underscores, with the unit: {@code cache_bytes}
   * @param help one sentence for people
   * @param value asked for at each scrape, on any thread; it must not block
   * @param labels names and values in turn
   * @throws IllegalArgumentException if a name cannot be shown, a label has no value, or the name
   *     is taken by something else
   */
  void gauge(String name, String help, DoubleSupplier value, String... labels);

  /** A number that only rises. */
  interface Counter {
    /**
     * Adds.
     *
     * <p><b>Hot:</b> neither blocks nor allocates, whatever threads call it.
     *
     * @param more 0 or more
     */
    void add(long more);

    /** Adds one. */
    default void increment() {
      add(1);
    }
  }
}

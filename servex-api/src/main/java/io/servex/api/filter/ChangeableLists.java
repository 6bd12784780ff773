package io.servex.api.filter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists of a filter that an operator may change while the gateway runs. A {@link Filter} that has
 * such lists implements this too; the gateway offers them behind the token of {@code admin}.
 *
 * <p>A change is in force when the call returns, and lasts until the filter goes.
 *
 * <p><b>Threading:</b> called on threads that may wait, several at a time.
 */
public interface ChangeableLists {
  /**
   * The names of the lists.
   *
   * @return lower-case words joined by underscores
   */
  List<String> lists();

  /**
   * What is in a list.
   *
   * @param list one of {@link #lists}
   * @return the entries in the order in which they came
   */
  List<Entry> entries(String list);

  /**
   * Adds an entry.
   *
   * @param list one of {@link #lists}
   * @param value the entry
   * @param ttl how long it stays; null for as long as the filter
   * @return false when it was there already; a time that it has is set anew
   * @throws IllegalArgumentException if it is none, or the list is full; the message says what was
   *     expected
   */
  boolean add(String list, String value, @Nullable Duration ttl);

  /**
   * Removes an entry, wherever it came from.
   *
   * @param list one of {@link #lists}
   * @param value the entry
   * @return false when it was not there
   */
  boolean remove(String list, String value);

  /**
   * Removes all entries of a list, and what else there is of its kind.
   *
   * @param list one of {@link #lists}
   * @return how many there were
   */
  int clear(String list);

  /**
   * One entry.
   *
   * @param value the entry
   * @param until when it goes; null when it stays
   */
  record Entry(String value, @Nullable Instant until) {}
}

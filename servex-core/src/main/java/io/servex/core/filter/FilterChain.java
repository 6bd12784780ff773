package io.servex.core.filter;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The filters that requests to one destination pass, in order.
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
public final class FilterChain {
  /** Lets everything pass. */
  public static final FilterChain NONE = new FilterChain(List.of());

  private static final int MOST = 64;

  private final FilterSlot[] slots;

  private FilterChain(List<FilterSlot> slots) {
    if (slots.size() > MOST) {
      throw new IllegalArgumentException(
          slots.size() + " filters (expected: at most " + MOST + ")");
    }
    this.slots = slots.toArray(FilterSlot[]::new);
  }

  /**
   * Puts filters in the order of their phases; those of one phase stay in the order given.
   *
   * @param slots the filters
   */
  public static FilterChain of(List<FilterSlot> slots) {
    return slots.isEmpty()
        ? NONE
        : new FilterChain(slots.stream().sorted(Comparator.comparing(FilterSlot::phase)).toList());
  }

  /** The same without some of the filters. */
  public FilterChain only(Predicate<FilterSlot> kept) {
    return of(List.of(slots).stream().filter(kept).toList());
  }

  /** The filters in order. */
  public List<FilterSlot> slots() {
    return List.of(slots);
  }

  int length() {
    return slots.length;
  }

  FilterSlot slot(int index) {
    return slots[index];
  }
}

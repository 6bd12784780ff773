package io.servex.core.filter;

import io.servex.api.filter.Access;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.ResponseHead;
import io.servex.api.http.RequestHead;
import io.servex.core.decode.LocalResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The filters that requests to one destination pass, in order.
 *
 * <p><b>Threading:</b> for all event loops; what is kept of answers is made anew where two meet.
 */
public final class FilterChain {
  /** Lets everything pass. */
  public static final FilterChain NONE = new FilterChain(List.of(), null);

  private static final int MOST = Long.SIZE;

  /** How long an answer is good that was made for many. */
  private static final long PREPARED_NANOS = 1_000_000_000L;

  private final FilterSlot[] slots;

  /** Which filters look at answers, ends, rejections: a bit for each, by its place. */
  private final long answers;

  private final long ends;
  private final long rejections;
  private final @Nullable Access access;
  private final FilterChain taken;

  /** What was made of an answer that no filter is asked about: over plain text, and over TLS. */
  private final AtomicReferenceArray<@Nullable Prepared> prepared = new AtomicReferenceArray<>(2);

  /** An answer, what the filters made of it, and when. */
  private record Prepared(LocalResponse of, LocalResponse made, long atNanos) {}

  private FilterChain(List<FilterSlot> slots, @Nullable Access access) {
    if (slots.size() > MOST) {
      throw new IllegalArgumentException(
          slots.size() + " filters (expected: at most " + MOST + ")");
    }
    this.slots = slots.toArray(FilterSlot[]::new);
    this.answers = set(slots, FilterSlot::looksAtAnswers);
    this.ends = set(slots, FilterSlot::looksAtEnds);
    this.rejections = set(slots, FilterSlot::looksAtRejections);
    this.access = access;
    var kept = slots.stream().filter(slot -> slot.phase() != FilterPhase.FALLBACK).toList();
    this.taken = kept.size() == slots.size() ? this : new FilterChain(kept, access);
  }

  private static long set(List<FilterSlot> slots, Predicate<FilterSlot> member) {
    var set = 0L;
    for (var i = 0; i < slots.size(); i++) {
      if (member.test(slots.get(i))) {
        set |= 1L << i;
      }
    }
    return set;
  }

  /**
   * Puts filters in the order of their phases; those of one phase stay in the order given.
   *
   * @param slots the filters
   */
  public static FilterChain of(List<FilterSlot> slots) {
    return slots.isEmpty()
        ? NONE
        : new FilterChain(
            slots.stream().sorted(Comparator.comparing(FilterSlot::phase)).toList(), null);
  }

  /**
   * The same for a rule that does not take everybody's requests. Whatever the filters decide, the
   * last one to decide about identities is the gateway's own.
   */
  public FilterChain guarded(Access demanded) {
    var more = new ArrayList<>(List.of(slots));
    more.add(new FilterSlot("auth", FilterPhase.AUTHORIZATION, new AccessGuard(demanded)));
    return new FilterChain(of(more).slots(), demanded);
  }

  /**
   * The same for such a rule while nobody who finds out about senders is obeyed: what it demands is
   * known to those who look, and not enforced.
   */
  public FilterChain watched(Access demanded) {
    return new FilterChain(slots(), demanded);
  }

  /** What the rule demands; null where it says nothing. */
  @Nullable Access access() {
    return access;
  }

  /**
   * Shows an answer about which no filter was asked to the filters, the last one first. One that
   * fails is counted, and changes nothing more.
   *
   * @param secure whether what is answered came over TLS
   */
  public LocalResponse rejected(LocalResponse answer, boolean secure) {
    var head = LocalHead.ofFields(answer);
    for (var i = slots.length - 1; i >= 0; i--) {
      show(slots[i], head, (filter, shown) -> filter.rejected(secure, shown));
    }
    return head.result();
  }

  private static void show(
      FilterSlot slot, LocalHead head, BiConsumer<Filter, ResponseHead> question) {
    try {
      question.accept(slot.filter(), slot.shadow() == null ? head : new ShadowHead(head));
    } catch (Throwable e) {
      slot.blame("rejected", e);
    }
  }

  /**
   * The same for the answer to a request that was understood. It has to cost little, since many get
   * it: for a second, what the filters made of it without the request is good for all.
   *
   * @param answer the answer, the same instance each time
   * @param now {@link System#nanoTime}
   */
  LocalResponse unasked(LocalResponse answer, RequestHead request, long now) {
    var forAll = forMany(answer, request.secure(), now);
    if (rejections == 0) {
      return forAll;
    }
    var head = LocalHead.ofFields(forAll);
    for (var i = last(rejections, slots.length); i >= 0; i = last(rejections, i)) {
      show(slots[i], head, (filter, shown) -> filter.rejected(request, shown));
    }
    return head.result();
  }

  @SuppressWarnings("ReferenceEquality") // another instance costs time, and nothing else
  private LocalResponse forMany(LocalResponse answer, boolean secure, long now) {
    var place = secure ? 1 : 0;
    var known = prepared.get(place);
    if (known != null && known.of == answer && now - known.atNanos < PREPARED_NANOS) {
      return known.made;
    }
    var made = rejected(answer, secure);
    prepared.set(place, new Prepared(answer, made, now));
    return made;
  }

  /** The same without some of the filters. */
  public FilterChain only(Predicate<FilterSlot> kept) {
    return of(List.of(slots).stream().filter(kept).toList());
  }

  /** The same for what a rule takes, or would take with another method. */
  public FilterChain taken() {
    return taken;
  }

  /** The filters in order. */
  public List<FilterSlot> slots() {
    return List.of(slots);
  }

  int length() {
    return slots.length;
  }

  /** The last filter before a place that looks at answers; -1 when there is none. */
  int lookingAtAnswers(int before) {
    return last(answers, before);
  }

  /** The last filter before a place that looks at the ends of exchanges; -1 for none. */
  int lookingAtEnds(int before) {
    return last(ends, before);
  }

  private static int last(long set, int before) {
    var left = before == MOST ? set : set & (1L << before) - 1;
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(left);
  }

  FilterSlot slot(int index) {
    return slots[index];
  }
}

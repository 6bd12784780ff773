package io.servex.server.wiring;

import io.servex.api.filter.Access;
import io.servex.api.filter.ChangeableLists;
import io.servex.api.filter.FilterPhase;
import io.servex.core.exchange.Destination;
import io.servex.core.filter.FilterChain;
import io.servex.core.filter.FilterSlot;
import io.servex.server.StartException;
import io.servex.server.admin.AdminFilter;
import io.servex.server.admin.TokenGuesses;
import io.servex.server.config.AdminSection;
import io.servex.server.config.ConfigNode;
import io.servex.server.config.FilterBlock;
import io.servex.server.config.ProxySection;
import io.servex.server.config.Setup;
import io.servex.server.plugin.ComponentKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The filters of one configuration, and the chains that they form. A filter that the next
 * configuration describes in the same words lives on there, with what it has counted.
 *
 * <p><b>Threading:</b> immutable once opened; every method may be called from any thread.
 */
final class Filters implements AutoCloseable {
  private static final String EVERYWHERE = "";

  private final Map<Identity, FilterSlot> slots = new LinkedHashMap<>();
  private final Map<Integer, FilterChain> rules = new HashMap<>();
  private final TokenGuesses guesses;
  private FilterChain unrouted = FilterChain.NONE;

  /**
   * What makes a filter the same.
   *
   * @param place the rule that it belongs to; empty for all
   * @param choice its type and settings, and the code that they are for
   * @param occurrence its number among those that are alike in one place
   */
  private record Identity(String place, String choice, int occurrence) {}

  /** Where filters come from: nothing of it is kept, so that what is gone can be collected. */
  private record Origin(ComponentFactory components, @Nullable Filters before) {}

  private Filters(TokenGuesses guesses) {
    this.guesses = guesses;
  }

  /**
   * Creates what a configuration asks for.
   *
   * @param components creates them
   * @param before the filters in force, some of which may live on; null at the start
   * @throws StartException if a filter cannot be created; those that were are closed then
   */
  static Filters open(Setup setup, ComponentFactory components, @Nullable Filters before)
      throws StartException {
    var filters = new Filters(before == null ? new TokenGuesses() : before.guesses);
    try {
      filters.fill(setup, new Origin(components, before));
      return filters;
    } catch (StartException | RuntimeException e) {
      filters.closeAllBut(before);
      throw e;
    }
  }

  private void fill(Setup setup, Origin origin) throws StartException {
    var config = setup.config();
    Map<String, ChangeableLists> changeable = new LinkedHashMap<>();
    var configured = slots(EVERYWHERE, "filters", config.filters(), origin);
    named(changeable, "filters.", configured);
    var everywhere = new ArrayList<>(ServerFilters.outer(config.server()));
    everywhere.addAll(configured);
    for (var block : blocks(setup)) {
      var slot = slot(EVERYWHERE, block.path(), block.choice(), origin);
      everywhere.add(slot);
      named(changeable, block.path(), slot);
    }
    var plugged = List.copyOf(everywhere);
    everywhere.addAll(ServerFilters.inner(config.server()));
    var all = config.proxy().enabled() ? config.proxy().rules() : List.<ProxySection.Rule>of();
    var own = new ArrayList<List<FilterSlot>>();
    for (var i = 0; i < all.size(); i++) {
      var name = RuleCompiler.name(i, all.get(i));
      own.add(slots(name, "proxy.rules[" + i + "].filters", all.get(i).filters(), origin));
      named(changeable, "rules." + name + ".", own.get(i));
    }
    if (config.admin().enabled()) {
      everywhere.addFirst(admin(config.admin(), changeable));
    }
    everywhere.addAll(endpoints(everywhere));
    unrouted = FilterChain.of(everywhere);
    var common = unrouted.taken();
    for (var i = 0; i < all.size(); i++) {
      var unguarded = unguarded(Stream.concat(plugged.stream(), own.get(i).stream()));
      own.get(i).addAll(endpoints(own.get(i)));
      var open = own.get(i).isEmpty() ? common : chain(everywhere, own.get(i)).taken();
      rules.put(
          i,
          all.get(i)
              .auth()
              .map(Filters::access)
              .map(demanded -> unguarded ? open.watched(demanded) : open.guarded(demanded))
              .orElse(open));
    }
  }

  /** Whether all who could find out about senders are only looked at. */
  private static boolean unguarded(Stream<FilterSlot> configured) {
    var asking = configured.filter(slot -> slot.phase() == FilterPhase.AUTHENTICATION).toList();
    return !asking.isEmpty() && asking.stream().allMatch(slot -> slot.shadow() != null);
  }

  private static FilterChain chain(List<FilterSlot> everywhere, List<FilterSlot> own) {
    return FilterChain.of(Stream.concat(everywhere.stream(), own.stream()).toList());
  }

  private static List<FilterSlot> endpoints(List<FilterSlot> of) {
    return of.stream().map(FilterSlot::endpoints).filter(Objects::nonNull).toList();
  }

  private static Access access(ProxySection.RuleAuth auth) {
    return new Access(auth.required(), auth.roles());
  }

  /** The sections that are filters; that of addresses is there for changes even without rules. */
  private static List<FilterBlock> blocks(Setup setup) {
    var blocks = new ArrayList<>(FilterBlock.enabled(setup.config()));
    var changeable = FilterBlock.changeable(setup.config());
    if (setup.config().admin().enabled()
        && blocks.stream().noneMatch(block -> block.path().equals(changeable.path()))
        && setup.components().find(ComponentKind.FILTER, changeable.path()) != null) {
      blocks.add(changeable);
    }
    return blocks;
  }

  private static void named(
      Map<String, ChangeableLists> changeable, String prefix, List<FilterSlot> slots) {
    for (var i = 0; i < slots.size(); i++) {
      named(changeable, prefix + i, slots.get(i));
    }
  }

  private static void named(Map<String, ChangeableLists> changeable, String name, FilterSlot slot) {
    var lists = slot.lists();
    if (lists != null) {
      changeable.put(name, lists);
    }
  }

  private FilterSlot admin(AdminSection settings, Map<String, ChangeableLists> lists) {
    var token = settings.token().orElseThrow();
    return new FilterSlot(
        "admin", FilterPhase.ACCESS, new AdminFilter(token, guesses, settings.path(), lists));
  }

  private List<FilterSlot> slots(String place, String path, List<ConfigNode> choices, Origin origin)
      throws StartException {
    var made = new ArrayList<FilterSlot>();
    for (var i = 0; i < choices.size(); i++) {
      made.add(slot(place, path + "[" + i + "]", choices.get(i), origin));
    }
    return made;
  }

  private FilterSlot slot(String place, String path, ConfigNode choice, Origin origin)
      throws StartException {
    var words = origin.components().identity(ComponentKind.FILTER, choice);
    var occurrence = 0;
    while (slots.containsKey(new Identity(place, words, occurrence))) {
      occurrence++;
    }
    var identity = new Identity(place, words, occurrence);
    var before = origin.before();
    var kept = before == null ? null : before.slots.get(identity);
    if (kept != null) {
      origin.components().keep(identity);
    }
    var slot = kept == null ? origin.components().filter(path, choice, identity) : kept;
    slots.put(identity, slot);
    return slot;
  }

  /** What requests pass that a rule takes. */
  FilterChain rule(int index) {
    return rules.getOrDefault(index, FilterChain.NONE);
  }

  /** What requests pass that no rule takes. */
  FilterChain unrouted() {
    return unrouted;
  }

  /** An endpoint of the host program behind what the requests of a rule pass. */
  Destination.Deferred behind(Destination.Deferred endpoint) {
    return endpoint.behind(unrouted.only(slot -> slot.phase() != FilterPhase.FALLBACK));
  }

  /** All filters, for their counts. */
  List<FilterSlot> all() {
    return List.copyOf(slots.values());
  }

  /** Closes what the filters of another configuration do not share, the last one first. */
  void closeAllBut(@Nullable Filters next) {
    allBut(next).forEach(Runnable::run);
  }

  /** The same for later, one after the other. */
  List<Runnable> allBut(@Nullable Filters next) {
    var shared = next == null ? Set.<FilterSlot>of() : Set.copyOf(next.slots.values());
    return List.copyOf(slots.values()).reversed().stream()
        .filter(slot -> !shared.contains(slot))
        .<Runnable>map(slot -> slot::close)
        .toList();
  }

  @Override
  public void close() {
    closeAllBut(null);
  }
}

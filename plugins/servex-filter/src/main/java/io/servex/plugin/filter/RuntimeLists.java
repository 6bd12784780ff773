package io.servex.plugin.filter;

import io.servex.api.filter.ChangeableLists;
import io.servex.api.http.AddressBlock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lists of addresses and user agents of a filter: what was configured, and what was added and
 * removed since. After each change the rules are made anew, in one piece.
 *
 * <p><b>Threading:</b> guarded by its own monitor; {@link #rules} takes none.
 */
final class RuntimeLists implements ChangeableLists {
  private static final String BLOCKED_IPS = "blocked_ips";
  private static final String ALLOWED_IPS = "allowed_ips";
  private static final String BLOCKED_AGENTS = "blocked_user_agents";
  private static final String ALLOWED_AGENTS = "allowed_user_agents";
  private static final int LONGEST = 1024;

  private final Map<String, Map<Object, Item>> lists = new LinkedHashMap<>();
  private final RuleSettings configured;
  private final InstantSource clock;
  private final int mostAdded;
  private List<String> blockedPatterns;
  private List<String> allowedPatterns;
  private volatile Rules rules;

  /**
   * An entry.
   *
   * @param value as it was written
   * @param until when it goes; null when it stays
   * @param added whether it came at run time
   */
  private record Item(String value, @Nullable Instant until, boolean added) {}

  /**
   * The rules after a change.
   *
   * @param everywhere those of all paths without a location
   * @param added what was blocked at run time, for all paths
   */
  record Rules(RuleSet everywhere, RuleSet added) {}

  /**
   * Begins with what is configured.
   *
   * @param clock says when an entry has had its time
   * @param mostAdded how many entries may be added to each list
   */
  RuntimeLists(RuleSettings configured, InstantSource clock, int mostAdded) {
    this.configured = configured;
    this.clock = clock;
    this.mostAdded = mostAdded;
    this.blockedPatterns = configured.agents().blockedRegex();
    this.allowedPatterns = configured.agents().allowedRegex();
    fill(BLOCKED_IPS, configured.ips().blocked());
    fill(ALLOWED_IPS, configured.ips().allowed());
    fill(BLOCKED_AGENTS, configured.agents().blocked());
    fill(ALLOWED_AGENTS, configured.agents().allowed());
    rules = compiled();
  }

  private void fill(String list, List<String> values) {
    var items = new LinkedHashMap<Object, Item>();
    values.forEach(value -> items.putIfAbsent(identity(list, value), new Item(value, null, false)));
    lists.put(list, items);
  }

  /** What makes two entries the same. */
  private static Object identity(String list, String value) {
    return switch (list) {
      case BLOCKED_IPS, ALLOWED_IPS -> AddressBlock.parse(value);
      case BLOCKED_AGENTS -> value.toLowerCase(Locale.ROOT);
      default -> value;
    };
  }

  private Map<Object, Item> items(String list) {
    var items = lists.get(list);
    if (items == null) {
      throw new IllegalArgumentException(
          list + " (expected: one of " + String.join(", ", lists()) + ")");
    }
    return items;
  }

  /** The rules as they are now. */
  Rules rules() {
    return rules;
  }

  @Override
  public List<String> lists() {
    return List.of(BLOCKED_IPS, ALLOWED_IPS, BLOCKED_AGENTS, ALLOWED_AGENTS);
  }

  @Override
  public synchronized List<Entry> entries(String list) {
    prune();
    return items(list).values().stream()
        .map(item -> new Entry(item.value(), item.until()))
        .toList();
  }

  @Override
  public synchronized boolean add(String list, String value, @Nullable Duration ttl) {
    var items = items(list);
    if (value.isEmpty() || value.length() > LONGEST) {
      throw new IllegalArgumentException("value (expected: 1 to " + LONGEST + " characters)");
    }
    if (ttl != null && (ttl.isNegative() || ttl.isZero())) {
      throw new IllegalArgumentException("ttl: " + ttl + " (expected: a duration)");
    }
    prune();
    var identity = identity(list, value);
    var known = items.get(identity);
    if (known != null && !known.added()) {
      return false;
    }
    if (known == null && items.values().stream().filter(Item::added).count() >= mostAdded) {
      throw new IllegalArgumentException(
          list + ": full (expected: at most " + mostAdded + " entries that were added)");
    }
    items.put(identity, new Item(value, ttl == null ? null : clock.instant().plus(ttl), true));
    rules = compiled();
    return known == null;
  }

  @Override
  public synchronized boolean remove(String list, String value) {
    prune();
    var removed = items(list).remove(identity(list, value)) != null;
    if (removed) {
      rules = compiled();
    }
    return removed;
  }

  @Override
  public synchronized int clear(String list) {
    var items = items(list);
    prune();
    var count = items.size();
    items.clear();
    if (list.equals(BLOCKED_AGENTS)) {
      count += blockedPatterns.size();
      blockedPatterns = List.of();
    } else if (list.equals(ALLOWED_AGENTS)) {
      count += allowedPatterns.size();
      allowedPatterns = List.of();
    }
    rules = compiled();
    return count;
  }

  /** Drops what has had its time. */
  synchronized void prune() {
    var now = clock.instant();
    var changed = false;
    for (var items : lists.values()) {
      changed |=
          items.values().removeIf(item -> item.until() != null && !item.until().isAfter(now));
    }
    if (changed) {
      rules = compiled();
    }
  }

  private Rules compiled() {
    var everywhere =
        new RuleSettings(
            new RuleSettings.Addresses(values(ALLOWED_IPS, false), values(BLOCKED_IPS, false)),
            new RuleSettings.Agents(
                values(ALLOWED_AGENTS, false),
                allowedPatterns,
                values(BLOCKED_AGENTS, false),
                blockedPatterns),
            configured.headers(),
            configured.query());
    var nothing = new RuleSettings.Values(Map.of(), Map.of(), Map.of(), Map.of());
    var added =
        new RuleSettings(
            new RuleSettings.Addresses(List.of(), values(BLOCKED_IPS, true)),
            new RuleSettings.Agents(List.of(), List.of(), values(BLOCKED_AGENTS, true), List.of()),
            nothing,
            nothing);
    return new Rules(new RuleSet(everywhere), new RuleSet(added));
  }

  private List<String> values(String list, boolean addedAlone) {
    var values = new ArrayList<String>();
    for (var item : items(list).values()) {
      if (item.added() || !addedAlone) {
        values.add(item.value());
      }
    }
    return values;
  }
}

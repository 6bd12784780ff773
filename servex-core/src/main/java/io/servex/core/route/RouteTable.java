package io.servex.core.route;

import io.servex.core.decode.DecodedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All rules, compiled: the first in file order that applies wins, at a cost that does not grow with
 * their number.
 *
 * <p>Idea: rules are kept in tries of path segments, one trie for each host name, one for each
 * wildcard, one for rules without a host. A request visits the few tries that its host selects and
 * in each the few nodes on its path; every node lists its rules in file order, and the lowest
 * number whose remaining conditions hold is the answer. Invariant: a rule is listed in exactly one
 * node, and that node is visited if and only if the rule's host name and prefix hold.
 *
 * <p><b>Threading:</b> immutable; {@link #route} is a pure function.
 */
public final class RouteTable<T> {
  private static final int NONE = Integer.MAX_VALUE;

  private final List<Conditions> rules;
  private final List<RouteDecision.Matched<T>> matched;
  private final List<byte[]> builtInPaths;
  private final List<RouteDecision.BuiltIn<T>> builtIns;
  private final PathTrie anyHost;
  private final @Nullable HostIndex exactHosts;
  private final @Nullable HostIndex wildcardHosts;
  private final RouteDecision<T> noRoute = new RouteDecision.NoRoute<>();

  /**
   * A rule and where its requests go.
   *
   * @param rule the conditions
   * @param target what the table hands out
   */
  public record Entry<T>(RouteRule rule, T target) {}

  /**
   * Why the rules before the one that applies do not, and what the table says.
   *
   * @param reasons one line for each rule that was looked at
   * @param decision the same that {@link #route} gives
   */
  public record Explanation<T>(List<String> reasons, RouteDecision<T> decision) {
    /** Copies the list. */
    public Explanation {
      reasons = List.copyOf(reasons);
    }
  }

  private RouteTable(List<Entry<T>> entries, Map<String, T> endpoints) {
    var conditions = new ArrayList<Conditions>();
    var decisions = new ArrayList<RouteDecision.Matched<T>>();
    var any = new PathTrie();
    var exact = new HashMap<String, PathTrie>();
    var wildcard = new HashMap<String, PathTrie>();
    for (var entry : entries) {
      var number = conditions.size();
      var compiled = new Conditions(entry.rule());
      conditions.add(compiled);
      decisions.add(
          new RouteDecision.Matched<>(new Route<>(number, entry.rule().name(), entry.target())));
      var host = compiled.host();
      var trie = any;
      if (host != null) {
        var name = new String(host, StandardCharsets.ISO_8859_1);
        trie =
            (compiled.wildcard() ? wildcard : exact).computeIfAbsent(name, key -> new PathTrie());
      }
      trie.add(compiled.segments(), number);
    }
    any.freeze();
    exact.values().forEach(PathTrie::freeze);
    wildcard.values().forEach(PathTrie::freeze);
    rules = List.copyOf(conditions);
    matched = List.copyOf(decisions);
    anyHost = any;
    exactHosts = exact.isEmpty() ? null : new HostIndex(exact);
    wildcardHosts = wildcard.isEmpty() ? null : new HostIndex(wildcard);
    builtInPaths =
        endpoints.keySet().stream().map(path -> path.getBytes(StandardCharsets.UTF_8)).toList();
    builtIns =
        endpoints.values().stream().map(target -> new RouteDecision.BuiltIn<>(target)).toList();
  }

  /**
   * Compiles a table.
   *
   * @param entries the rules in file order
   * @param builtIns the gateway's own endpoints by their exact path; they win over every rule
   */
  public static <T> RouteTable<T> compile(List<Entry<T>> entries, Map<String, T> builtIns) {
    return new RouteTable<>(entries, new java.util.LinkedHashMap<>(builtIns));
  }

  /** Decides about one request. */
  public RouteDecision<T> route(DecodedRequest request) {
    for (var i = 0; i < builtInPaths.size(); i++) {
      var path = builtInPaths.get(i);
      if (Arrays.equals(
          path,
          0,
          path.length,
          request.matchPathBytes(),
          request.matchPathStart(),
          request.matchPathEnd())) {
        return builtIns.get(i);
      }
    }
    var best = search(request, null);
    if (best != NONE) {
      return matched.get(best);
    }
    return rules.isEmpty() ? noRoute : missed(request);
  }

  private int search(DecodedRequest request, @Nullable Set<String> allowed) {
    var best = search(anyHost, request, NONE, allowed);
    var exact = exactHosts;
    var bytes = request.bytes();
    if (exact != null) {
      var trie = exact.find(bytes, request.hostStart(), request.hostEnd());
      if (trie != null) {
        best = search(trie, request, best, allowed);
      }
    }
    var wildcard = wildcardHosts;
    if (wildcard != null) {
      for (var at = request.hostStart() + 1; at < request.hostEnd(); at++) {
        var trie = bytes[at] == '.' ? wildcard.find(bytes, at, request.hostEnd()) : null;
        if (trie != null) {
          best = search(trie, request, best, allowed);
        }
      }
    }
    return best;
  }

  /** The lowest number below {@code best} of a rule in this trie that applies, or {@code best}. */
  private int search(
      PathTrie trie, DecodedRequest request, int best, @Nullable Set<String> allowed) {
    var path = request.matchPathBytes();
    var end = request.matchPathEnd();
    var at = request.matchPathStart();
    var node = PathTrie.ROOT;
    var found = best;
    while (true) {
      found = firstOf(trie.rules(node), request, found, allowed);
      if (at >= end || path[at] != '/') {
        return found;
      }
      var next = at + 1;
      while (next < end && path[next] != '/') {
        next++;
      }
      node = trie.child(node, path, at + 1, next);
      if (node == PathTrie.NONE) {
        return found;
      }
      at = next;
    }
  }

  private int firstOf(
      int[] numbers, DecodedRequest request, int best, @Nullable Set<String> allowed) {
    for (var number : numbers) {
      if (number >= best) {
        return best;
      }
      var conditions = rules.get(number);
      var methodHolds = conditions.methodHolds(request);
      if (methodHolds || allowed != null) {
        if (conditions.restHolds(request)) {
          if (methodHolds || allowed == null) {
            return number;
          }
          allowed.addAll(conditions.rule().methods());
        }
      }
    }
    return best;
  }

  private RouteDecision<T> missed(DecodedRequest request) {
    var allowed = new TreeSet<String>();
    var best = search(request, allowed);
    assert best == NONE : "the second search found what the first did not";
    return allowed.isEmpty()
        ? noRoute
        : new RouteDecision.MethodNotAllowed<>(String.join(", ", allowed));
  }

  /** Decides about one request, and says why. */
  public Explanation<T> explain(DecodedRequest request) {
    var decision = route(request);
    var reasons = new ArrayList<String>();
    if (!(decision instanceof RouteDecision.BuiltIn)) {
      for (var conditions : rules) {
        var failure = conditions.failure(request);
        if (failure == null) {
          reasons.add(conditions.rule().name() + ": applies");
          break;
        }
        reasons.add(conditions.rule().name() + ": " + failure);
      }
    }
    return new Explanation<>(reasons, decision);
  }
}

package io.servex.server.wiring;

import io.servex.core.accept.Listeners;
import io.servex.server.plugin.Components;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a reload kept, added, drained and closed.
 *
 * @param listeners by address
 * @param rules by name
 * @param backends by address
 * @param needRestart keys whose new values take force at the next start only
 * @param unusable plugins that nobody asks for, or parts of them, that could not be loaded
 */
public record ReloadReport(
    Listeners.Change listeners,
    Change rules,
    Change backends,
    List<String> needRestart,
    List<Components.Failure> unusable) {
  /**
   * What became of things of one kind.
   *
   * @param kept with all they had
   * @param added anew, or in another form than before
   * @param drained gone for new requests; what runs there ends by itself
   */
  public record Change(List<String> kept, List<String> added, List<String> drained) {
    static Change between(Collection<String> before, Collection<String> after, Set<String> same) {
      var kept = new ArrayList<String>();
      var added = new ArrayList<String>();
      for (var name : new TreeSet<>(after)) {
        (same.contains(name) ? kept : added).add(name);
      }
      var drained = new TreeSet<>(before);
      drained.removeAll(new HashSet<>(kept));
      return new Change(List.copyOf(kept), List.copyOf(added), List.copyOf(drained));
    }

    private String line(String kind) {
      return kind
          + ": "
          + kept.size()
          + " kept, "
          + count(added, "added")
          + ", "
          + count(drained, "drained");
    }
  }

  /** The report, a line for each kind. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        "listeners: "
            + listeners.kept().size()
            + " kept, "
            + count(texts(listeners.opened()), "opened")
            + ", "
            + count(texts(listeners.closed()), "closed"));
    lines.add(rules.line("rules"));
    lines.add(backends.line("backends"));
    needRestart.forEach(key -> lines.add(key + ": changed, in force from the next start on"));
    unusable.forEach(
        one -> lines.add("plugin not loaded: " + one.toString().replaceAll("\\R", " ")));
    return List.copyOf(lines);
  }

  private static List<String> texts(List<InetSocketAddress> addresses) {
    return addresses.stream().map(InetSocketAddress::toString).toList();
  }

  private static String count(List<String> names, String what) {
    var shown = names.size() > 10 ? names.subList(0, 10) + " …" : names.toString();
    return names.size() + " " + what + (names.isEmpty() ? "" : " " + shown);
  }
}

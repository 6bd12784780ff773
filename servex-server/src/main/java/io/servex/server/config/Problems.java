package io.servex.server.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with a configuration, all of it, with the place of each. */
public final class Problems {
  private final List<String> lines = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();

  /** Remembers where a path stands. */
  void locate(String path, Place place) {
    places.put(path, place);
  }

  /** Adds a problem with what stands at a path. */
  public void add(String path, String text) {
    add(place(path), path, text);
  }

  void add(Place place, String path, String text) {
    lines.add(place + "  " + path + ": " + text);
  }

  private Place place(String path) {
    var at = path;
    while (!at.isEmpty()) {
      var place = places.get(at);
      if (place != null) {
        return place;
      }
      var cut = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
      at = cut < 0 ? "" : at.substring(0, cut);
    }
    return places.getOrDefault("", Place.of("configuration"));
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /** The problems, one line each. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** All lines and their count. */
  public String render() {
    return String.join("\n", lines)
        + "\n"
        + lines.size()
        + (lines.size() == 1 ? " problem" : " problems")
        + "; nothing was started.";
  }

  /** The nearest of some names, as a question; empty when none is near. */
  static String suggestion(String name, Collection<String> known) {
    var best = "";
    var bestDistance = Math.max(2, name.length() / 3) + 1;
    for (var candidate : known) {
      var distance = distance(name, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : " (did you mean " + best + "?)";
  }

  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var above = row[j];
        var change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}

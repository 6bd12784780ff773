package io.servex.server.admin;

import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.ChangeableLists;
import io.servex.api.filter.Response;
import io.servex.server.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lists of filters as resources: {@code /FILTER/LIST}.
 *
 * <p><b>Threading:</b> for all threads that may wait.
 */
final class AdminResource {
  private final Map<String, ChangeableLists> filters;

  AdminResource(Map<String, ChangeableLists> filters) {
    this.filters = filters;
  }

  /**
   * Does what is asked for.
   *
   * @param path what follows the path of the admin api
   * @param form what came with the request
   * @param changed is told of a change
   */
  Response answer(String method, String path, Form form, Consumer<AuditEvent> changed) {
    var names = path.isEmpty() ? new String[] {""} : path.split("/", -1);
    if (names.length == 1 || names.length == 2 && names[1].isEmpty()) {
      return reads(method) ? json(overview()) : notAllowed("GET, HEAD");
    }
    var filter = filters.get(names[1]);
    if (filter == null || names.length > 3) {
      return Response.error(404, "no such filter");
    }
    if (names.length == 2) {
      return reads(method) ? json(all(filter)) : notAllowed("GET, HEAD");
    }
    if (!filter.lists().contains(names[2])) {
      return Response.error(404, "no such list");
    }
    try {
      return list(method, new Place(names[1], filter, names[2]), form, changed);
    } catch (IllegalArgumentException e) {
      return Response.error(400, String.valueOf(e.getMessage()));
    }
  }

  /** One list. */
  private record Place(String filter, ChangeableLists lists, String list) {
    AuditEvent event(String type, String message, String value) {
      return AuditEvent.of(type, AuditEvent.Severity.HIGH, message)
          .with("filter", filter)
          .with("filter_type", list)
          .with("filter_value", value);
    }
  }

  private static Response list(
      String method, Place place, Form form, Consumer<AuditEvent> changed) {
    var value = form.value("value");
    return switch (method) {
      case "GET", "HEAD" -> json(Map.of(place.list(), entries(place.lists(), place.list())));
      case "POST" -> add(place, value, form.value("ttl"), changed);
      case "DELETE" -> value == null ? clear(place, form, changed) : remove(place, value, changed);
      default -> notAllowed("GET, HEAD, POST, DELETE");
    };
  }

  private static Response add(
      Place place, @Nullable String value, @Nullable String ttl, Consumer<AuditEvent> changed) {
    if (value == null) {
      throw new IllegalArgumentException("value: missing (expected: value=…)");
    }
    Duration time = null;
    if (ttl != null) {
      try {
        time = Durations.parse(ttl);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("ttl: " + e.getMessage(), e);
      }
    }
    var added = place.lists().add(place.list(), value, time);
    var event = place.event("filter.rule.added", "rule added", value);
    changed.accept(ttl == null ? event : event.with("ttl", ttl));
    return json(Map.of("added", added));
  }

  private static Response remove(Place place, String value, Consumer<AuditEvent> changed) {
    if (!place.lists().remove(place.list(), value)) {
      return Response.error(404, value + " is not in " + place.list());
    }
    changed.accept(place.event("filter.rule.removed", "rule removed", value));
    return json(Map.of("removed", 1));
  }

  /** A forgotten value must not empty a list. */
  private static Response clear(Place place, Form form, Consumer<AuditEvent> changed) {
    if (!"true".equals(form.value("all"))) {
      throw new IllegalArgumentException(
          "value: missing (expected: value=…, or all=true to remove all)");
    }
    var count = place.lists().clear(place.list());
    changed.accept(place.event("filter.rule.removed", "all rules removed", "*"));
    return json(Map.of("removed", count));
  }

  private Map<String, Object> overview() {
    Map<String, Object> shown = new LinkedHashMap<>();
    filters.forEach((name, filter) -> shown.put(name, filter.lists()));
    return Map.of("filters", shown);
  }

  private static Map<String, Object> all(ChangeableLists filter) {
    Map<String, Object> shown = new LinkedHashMap<>();
    filter.lists().forEach(list -> shown.put(list, entries(filter, list)));
    return shown;
  }

  private static List<Map<String, String>> entries(ChangeableLists filter, String list) {
    var shown = new ArrayList<Map<String, String>>();
    for (var entry : filter.entries(list)) {
      Map<String, String> one = new LinkedHashMap<>();
      one.put("value", entry.value());
      if (entry.until() != null) {
        one.put("until", entry.until().toString());
      }
      shown.add(one);
    }
    return shown;
  }

  private static boolean reads(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private static Response json(Object value) {
    return Response.json(200, Json.text(value)).with("Cache-Control", "no-store");
  }

  private static Response notAllowed(String allowed) {
    return Response.error(405, "Method Not Allowed").with("Allow", allowed);
  }
}

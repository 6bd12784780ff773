package io.servex.server;

import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import io.servex.server.plugin.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What is installed, as a table for people, and below it why something is not. */
final class PluginTable {
  private static final String NONE = "-";
  private static final List<String> HEAD =
      List.of("TYPE", "KIND", "VERSION", "API", "STATUS", "SHA256", "FROM");
  private static final int SHORT_HASH = 12;

  private PluginTable() {}

  /**
   * Writes the table.
   *
   * @param all whether the gateway's own components are shown too
   */
  static String of(Components components, boolean all) {
    var rows = new ArrayList<List<String>>();
    if (all) {
      for (var kind : ComponentKind.values()) {
        new TreeMap<>(Components.builtIn().of(kind))
            .forEach((type, one) ->
                rows.add(List.of(type, kind.word(), Version.text(), NONE, "ok", NONE, one.from())));
      }
    }
    for (var plugin : components.plugins()) {
      for (var component : plugin.components()) {
        rows.add(row(components, plugin, component));
      }
    }
    for (var failure : components.failures()) {
      var loaded = components.plugins().stream().anyMatch(one -> one.path().equals(failure.path()));
      if (!loaded) {
        var from = failure.path().toString();
        rows.add(List.of(NONE, NONE, NONE, NONE, "not loaded", NONE, from));
      }
    }
    if (rows.isEmpty()) {
      return "no plugin is installed\n";
    }
    rows.addFirst(HEAD);
    var text = new StringBuilder();
    rows.forEach(row -> line(row, rows, text));
    for (var plugin : components.plugins()) {
      for (var one : plugin.extensions()) {
        text.append(plugin.path()).append(": has ").append(one.provider()).append(", a ");
        text.append(one.service().substring(one.service().lastIndexOf('.') + 1)).append('\n');
      }
    }
    components.failures().forEach(failure -> text.append(failure).append('\n'));
    return text.toString();
  }

  private static List<String> row(
      Components components, Plugin plugin, Plugin.Component component) {
    var installed = components.find(component.kind(), component.type());
    var used = installed != null && installed.provider() == component.provider();
    return List.of(
        component.type(),
        component.kind().word(),
        plugin.version().orElse(NONE),
        plugin.compiledVersion().orElse(NONE),
        used ? "ok" : "refused",
        plugin.hash().substring(0, SHORT_HASH),
        plugin.path().toString());
  }

  private static void line(List<String> row, List<List<String>> rows, StringBuilder text) {
    for (var column = 0; column < row.size(); column++) {
      var cell = row.get(column);
      text.append(cell);
      if (column + 1 < row.size()) {
        text.append(" ".repeat(width(rows, column) - cell.length() + 2));
      }
    }
    text.append('\n');
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}

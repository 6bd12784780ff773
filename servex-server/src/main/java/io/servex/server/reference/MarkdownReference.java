package io.servex.server.reference;

import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.Range;
import io.servex.server.config.ConfigKey;
import io.servex.server.config.SectionKeys;
import io.servex.server.config.ServexConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the reference of all keys: a heading for each section, a row for each key. */
public final class MarkdownReference {
  private static final String BEFORE =
      """
      # Configuration

      Every key, as the program reads it. This page is written by the program's own records: `.ci/regenerate` writes it anew.

      What counts is, from the strongest: flags, the environment, the file of `--env-file`, the YAML file, its [`preset`](presets.md), the default. Without `--config` the file is the first of `servex.yaml`, `servex.yml`, `server.yaml`, `server.yml`, `config.yaml`, `config.yml` in the working directory; without any, the environment alone. Anchors, aliases and merge keys (`<<`) work. Unknown keys, keys that stand twice and values of no use are refused, all in one report, and nothing starts.

      - **duration**: `300ms`, `30s`, `1m30s`, `1.5h`, `7d`, `2w`, and `0`; no other number without a unit.
      - **size**: a number of bytes, or one with a unit: `64KB`, `10MiB`; all units are powers of 1024.
      - **boolean**: `true`, `false`, `yes`, `no`, `on`, `off`; in a variable also `1`, `t`, `0`, `f`.
      - **integer**: decimal, `0x1F`, `0o17`, `0b11`, with underscores if wanted.
      - **list** in a variable: separated by commas; `\\,` is a comma inside of an element.
      - **secret**: never shown in a log or in what `--dry-run` prints.
      - A value that is blank, `~` or `null` is an absent one, and so is an empty variable.
      - *0 = default* in a range: a zero is read as if the key were absent.

      `servex schema` prints a JSON Schema for editors (`conf/servex.schema.json` in the tarball), `servex generate` a file with every key, `servex validate` checks a file, `servex --dry-run` prints what counts in the end.

      """;

  private final SectionKeys keys;
  private final Map<String, Map<String, ? extends ComponentProvider<?>>> components;
  private final StringBuilder page = new StringBuilder();

  /**
   * Makes a writer.
   *
   * @param keys what is below each key
   * @param components the installed providers by their type, by the path of the key that names them
   */
  public MarkdownReference(
      SectionKeys keys, Map<String, Map<String, ? extends ComponentProvider<?>>> components) {
    this.keys = keys;
    this.components = new TreeMap<>(components);
  }

  /** Writes the page. */
  public String page() {
    page.setLength(0);
    page.append(BEFORE);
    section("", ConfigKey.of(ServexConfig.class), ServexConfig.VARIABLES, "");
    components.forEach((path, types) -> {
      page.append("## Types of `").append(path).append("`\n\n");
      new TreeMap<String, ComponentProvider<?>>(types).forEach(this::component);
      page.append('\n');
    });
    return page.toString().stripTrailing() + "\n";
  }

  private void component(String type, ComponentProvider<?> provider) {
    var keys = ConfigKey.of(provider.configType());
    page.append("- `").append(type).append('`');
    for (var i = 0; i < keys.size(); i++) {
      var key = keys.get(i);
      page.append(i == 0 ? ": " : "; ").append('`').append(key.name()).append("` (");
      page.append(KeyKind.words(key.type())).append(", ").append(fallback(key)).append(") ");
      page.append(key.description());
    }
    page.append('\n');
  }

  private void section(
      String path, List<ConfigKey> section, @Nullable String variable, String description) {
    record Below(
        String path, List<ConfigKey> section, @Nullable String variable, String description) {}
    var below = new ArrayList<Below>();
    var rows = new ArrayList<ConfigKey>();
    for (var key : section) {
      var at = path.isEmpty() ? key.name() : path + "." + key.name();
      var name = variable == null ? null : key.variable(variable);
      var element = ConfigKey.element(key.type());
      var inner = keys.below(key);
      if (inner != null) {
        below.add(new Below(element == null ? at : at + "[]", inner, name, key.description()));
      } else {
        rows.add(key);
      }
    }
    if (!path.isEmpty()) {
      page.append("## `").append(path).append("`\n\n").append(description).append(".\n\n");
      table(rows, variable);
    }
    below.forEach(one -> section(one.path(), one.section(), one.variable(), one.description()));
    if (path.isEmpty()) {
      page.append("## Other sections\n\n");
      rows.forEach(key ->
          page.append("- `")
              .append(key.name())
              .append("`: ")
              .append(key.description())
              .append('\n'));
      page.append('\n');
    }
  }

  private void table(List<ConfigKey> keys, @Nullable String variable) {
    page.append("| key | type | default | range | what it does |");
    page.append(
        variable == null
            ? "\n|---|---|---|---|---|\n"
            : " variable |\n|---|---|---|---|---|---|\n");
    for (var key : keys) {
      page.append("| `").append(key.name()).append("` | ");
      page.append(cell(KeyKind.words(key.type()))).append(" | ").append(fallback(key));
      page.append(" | ").append(range(key)).append(" | ").append(cell(key.description()));
      if (variable != null) {
        var name = key.variable(variable);
        page.append(" | ").append(name == null ? "" : "`" + name + "`");
      }
      page.append(" |\n");
    }
    page.append('\n');
  }

  private static String fallback(ConfigKey key) {
    var text = key.fallback();
    if (text == null) {
      return key.optional() ? "absent" : "*required*";
    }
    return text.isEmpty() ? "empty" : "`" + cell(text) + "`";
  }

  private static String range(ConfigKey key) {
    var limits = limits(key.range());
    if (!key.defaultWhenZero()) {
      return limits;
    }
    return limits.isEmpty() ? "0 = default" : limits + ", 0 = default";
  }

  private static String limits(@Nullable Range range) {
    if (range == null) {
      return "";
    }
    return range.max() == Long.MAX_VALUE
        ? range.min() + " or more"
        : range.min() + " to " + range.max();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}

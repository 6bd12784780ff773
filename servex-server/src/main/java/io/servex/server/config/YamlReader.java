package io.servex.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML into nodes that know their place. Aliases are resolved, merge keys ({@code <<}) too; a
 * key that stands twice is a problem.
 *
 * <p>Nodes are made of the parser's events: the library's own tree would hold as much memory again
 * while a file with thousands of rules is read, and would look for a type of every value.
 */
final class YamlReader {
  private static final int MAX_NODES = 2_000_000;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_ALIASES = 100;
  private static final Set<String> NOTHING = Set.of("~", "null", "Null", "NULL");
  private static final String MERGE = "<<";

  private final String source;
  private final Problems problems;
  private final Map<Anchor, ConfigNode> anchored = new HashMap<>();
  private final StringBuilder path = new StringBuilder();
  private int nodes;
  private int aliases;

  YamlReader(String source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /** Reads a text; null when it is not YAML, or no mapping. */
  ConfigNode.@Nullable Mapping read(String text) {
    var root = ConfigNode.Mapping.empty(new Place(source, 1, 1));
    try {
      var settings =
          LoadSettings.builder().setLabel(source).setCodePointLimit(64 * 1024 * 1024).build();
      var node = document(new ParserImpl(settings, new StreamReader(settings, text)));
      if (node instanceof ConfigNode.Mapping mapping) {
        return mapping;
      }
      if (node == null || node instanceof ConfigNode.Scalar(_, var content) && content.isEmpty()) {
        return root;
      }
      problems.add(node.place(), "configuration", "not a mapping (expected: key: value)");
    } catch (MarkedYamlEngineException e) {
      problems.add(place(e.getProblemMark()), "yaml", String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      problems.add(new Place(source, 1, 1), "yaml", String.valueOf(e.getMessage()));
    }
    return null;
  }

  private Place place(Optional<Mark> mark) {
    return mark.map(at -> new Place(source, at.getLine() + 1, at.getColumn() + 1))
        .orElse(new Place(source, 1, 1));
  }

  /** The one document of a text; null when there is none. */
  private @Nullable ConfigNode document(Parser events) {
    var begin = events.next();
    assert begin.getEventId() == Event.ID.StreamStart;
    if (events.checkEvent(Event.ID.StreamEnd)) {
      return null;
    }
    var start = events.next();
    assert start.getEventId() == Event.ID.DocumentStart;
    var node = node(events, 0);
    var end = events.next();
    assert end.getEventId() == Event.ID.DocumentEnd;
    if (!events.checkEvent(Event.ID.StreamEnd)) {
      throw new ComposerException("another document", events.peekEvent().getStartMark());
    }
    return node;
  }

  private ConfigNode node(Parser events, int depth) {
    count(1, depth);
    var event = events.next();
    var place = place(event.getStartMark());
    var node =
        switch (event) {
          case ScalarEvent scalar -> new ConfigNode.Scalar(place, text(scalar));
          case SequenceStartEvent _ -> sequence(events, place, depth);
          case MappingStartEvent _ -> mapping(events, place, depth);
          case AliasEvent alias -> resolved(alias, depth);
          default -> new ConfigNode.Scalar(place, "");
        };
    anchor(event, node);
    return node;
  }

  private void count(int more, int depth) {
    nodes += more;
    if (nodes > MAX_NODES || depth > MAX_DEPTH) {
      throw new YamlEngineException("more than " + MAX_NODES + " values, or nested too deeply");
    }
  }

  private void anchor(Event event, ConfigNode node) {
    if (event instanceof NodeEvent named && !(event instanceof AliasEvent)) {
      named.getAnchor().ifPresent(anchor -> anchored.put(anchor, node));
    }
  }

  /** YAML's ways to write nothing are blank. */
  private static String text(ScalarEvent scalar) {
    var nothing = scalar.isPlain() && NOTHING.contains(scalar.getValue());
    return nothing ? "" : scalar.getValue();
  }

  /** A node of its own for each alias: what is laid over one later must not be seen in another. */
  private ConfigNode resolved(AliasEvent alias, int depth) {
    var node = anchored.get(alias.getAlias());
    if (node == null) {
      throw new ComposerException(
          "found undefined alias " + alias.getAlias(), alias.getStartMark());
    }
    if (!(node instanceof ConfigNode.Scalar) && ++aliases > MAX_ALIASES) {
      throw new ComposerException(
          "more than " + MAX_ALIASES + " aliases of lists and mappings", alias.getStartMark());
    }
    return copy(node, depth);
  }

  private ConfigNode copy(ConfigNode node, int depth) {
    count(1, depth);
    return switch (node) {
      case ConfigNode.Scalar scalar -> scalar;
      case ConfigNode.Sequence(var place, var items) ->
          new ConfigNode.Sequence(
              place, items.stream().map(item -> copy(item, depth + 1)).toList());
      case ConfigNode.Mapping(var place, var entries, var keys) -> {
        var copied = ConfigNode.Mapping.empty(place);
        entries.forEach((key, value) -> copied.entries().put(key, copy(value, depth + 1)));
        copied.keys().putAll(keys);
        yield copied;
      }
    };
  }

  private ConfigNode sequence(Parser events, Place place, int depth) {
    var items = new ArrayList<ConfigNode>();
    var outer = path.length();
    while (!events.checkEvent(Event.ID.SequenceEnd)) {
      path.append('[').append(items.size()).append(']');
      items.add(node(events, depth + 1));
      path.setLength(outer);
    }
    events.next();
    return new ConfigNode.Sequence(place, List.copyOf(items));
  }

  private ConfigNode mapping(Parser events, Place place, int depth) {
    var mapping = ConfigNode.Mapping.empty(place);
    var merged = new ArrayList<ConfigNode>();
    var outer = path.length();
    while (!events.checkEvent(Event.ID.MappingEnd)) {
      var keyPlace = place(events.peekEvent().getStartMark());
      var name = key(events, keyPlace, depth);
      path.append(outer == 0 ? "" : ".").append(name == null ? "" : shown(name));
      var value = node(events, depth + 1);
      if (MERGE.equals(name)) {
        merged.add(value);
      } else if (name != null) {
        var earlier = mapping.keys().put(name, keyPlace);
        mapping.entries().put(name, value);
        if (earlier != null) {
          problems.note(
              keyPlace, path.toString(), "stands twice (first in line " + earlier.line() + ")");
        }
      }
      path.setLength(outer);
    }
    events.next();
    merged.forEach(value -> merge(value, mapping));
    return mapping;
  }

  private static String shown(String name) {
    return name.isBlank() ? '"' + name + '"' : name;
  }

  /** A key; null, and a problem, where it is no text. */
  private @Nullable String key(Parser events, Place place, int depth) {
    if (events.peekEvent() instanceof ScalarEvent scalar) {
      var event = events.next();
      anchor(event, new ConfigNode.Scalar(place, text(scalar)));
      return scalar.getValue();
    }
    if (node(events, depth + 1) instanceof ConfigNode.Scalar(_, var text)) {
      return text;
    }
    problems.add(
        place, path.isEmpty() ? "configuration" : path.toString(), "a key that is no text");
    return null;
  }

  private void merge(ConfigNode from, ConfigNode.Mapping into) {
    switch (from) {
      case ConfigNode.Mapping mapping ->
          mapping
              .entries()
              .forEach((key, value) -> {
                into.keys().putIfAbsent(key, mapping.keys().getOrDefault(key, value.place()));
                into.entries().putIfAbsent(key, value);
              });
      case ConfigNode.Sequence sequence -> sequence.items().forEach(item -> merge(item, into));
      case ConfigNode.Scalar scalar ->
          problems.add(
              scalar.place(),
              path + (path.isEmpty() ? "" : ".") + MERGE,
              "not a mapping (expected: an alias of one)");
    }
  }
}

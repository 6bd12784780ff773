package io.servex.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML into nodes that know their place. Aliases are resolved, merge keys ({@code <<}) too; a
 * key that stands twice is a problem.
 */
final class YamlReader {
  private static final int MAX_NODES = 2_000_000;
  private static final int MAX_DEPTH = 100;
  private static final Set<String> NOTHING = Set.of("~", "null", "Null", "NULL");

  private final String source;
  private final Problems problems;
  private int nodes;

  YamlReader(String source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /** Reads a text; null when it is not YAML, or no mapping. */
  ConfigNode.@Nullable Mapping read(String text) {
    var root = ConfigNode.Mapping.empty(new Place(source, 1, 1));
    try {
      var settings =
          LoadSettings.builder()
              .setLabel(source)
              .setMaxAliasesForCollections(100)
              .setCodePointLimit(64 * 1024 * 1024)
              .build();
      var parser = new ParserImpl(settings, new StreamReader(settings, text));
      var composed = new Composer(settings, parser).getSingleNode();
      if (composed.isEmpty()) {
        return root;
      }
      var node = convert(composed.get(), "", 0);
      if (node instanceof ConfigNode.Mapping mapping) {
        return mapping;
      }
      if (node instanceof ConfigNode.Scalar(_, var content) && content.isEmpty()) {
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

  private ConfigNode convert(Node node, String path, int depth) {
    nodes++;
    if (nodes > MAX_NODES || depth > MAX_DEPTH) {
      throw new YamlEngineException("more than " + MAX_NODES + " values, or nested too deeply");
    }
    var place = place(node.getStartMark());
    return switch (node) {
      case ScalarNode scalar -> new ConfigNode.Scalar(place, text(scalar));
      case SequenceNode sequence -> {
        var items = new ArrayList<ConfigNode>();
        for (var item : sequence.getValue()) {
          items.add(convert(item, path + "[" + items.size() + "]", depth + 1));
        }
        yield new ConfigNode.Sequence(place, List.copyOf(items));
      }
      case MappingNode mapping -> mapping(mapping, place, path, depth);
      default -> new ConfigNode.Scalar(place, "");
    };
  }

  /** YAML's ways to write nothing are blank. */
  private static String text(ScalarNode scalar) {
    var nothing = scalar.isPlain() && NOTHING.contains(scalar.getValue());
    return nothing ? "" : scalar.getValue();
  }

  private ConfigNode mapping(MappingNode node, Place place, String path, int depth) {
    var mapping = ConfigNode.Mapping.empty(place);
    var merged = new ArrayList<ConfigNode>();
    for (var tuple : node.getValue()) {
      var keyPlace = place(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(keyPlace, path, "a key that is no text");
        continue;
      }
      var name = key.getValue();
      var value =
          convert(tuple.getValueNode(), path.isEmpty() ? name : path + "." + name, depth + 1);
      if (name.equals("<<")) {
        merged.add(value);
        continue;
      }
      var earlier = mapping.keys().get(name);
      if (earlier != null) {
        problems.note(
            keyPlace,
            path.isEmpty() ? name : path + "." + name,
            "stands twice (first in line " + earlier.line() + ")");
      }
      mapping.entries().put(name, value);
      mapping.keys().put(name, keyPlace);
    }
    merged.forEach(value -> merge(value, mapping, path));
    return mapping;
  }

  private void merge(ConfigNode from, ConfigNode.Mapping into, String path) {
    switch (from) {
      case ConfigNode.Mapping mapping ->
          mapping
              .entries()
              .forEach((key, value) -> {
                into.keys().putIfAbsent(key, mapping.keys().getOrDefault(key, value.place()));
                into.entries().putIfAbsent(key, value);
              });
      case ConfigNode.Sequence sequence ->
          sequence.items().forEach(item -> merge(item, into, path));
      case ConfigNode.Scalar scalar ->
          problems.add(scalar.place(), path + ".<<", "not a mapping (expected: an alias of one)");
    }
  }
}

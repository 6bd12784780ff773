package io.servex.server;

import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Secret;
import io.servex.server.config.ComponentChoice;
import io.servex.server.config.ConfigKey;
import io.servex.server.config.ConfigNode;
import io.servex.server.config.Durations;
import io.servex.server.config.FilterBlock;
import io.servex.server.config.NodeChoice;
import io.servex.server.config.Problems;
import io.servex.server.config.Setup;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Prints a configuration with its defaults, secrets masked. The settings of a component are read by
 * the record of its provider, which knows what is a secret.
 */
final class EffectiveConfig {
  private static final String MASK = new Secret("").toString();

  /** The keys that choose components. */
  private static final Map<String, ComponentKind> CHOICES =
      Map.of(
          "load_balancing", ComponentKind.STRATEGY,
          "match", ComponentKind.MATCHER,
          "filters", ComponentKind.FILTER,
          "exchange_listeners", ComponentKind.LISTENER,
          "probe", ComponentKind.PROBE,
          "sink", ComponentKind.SINK);

  private final Components components;

  private EffectiveConfig(Components components) {
    this.components = components;
  }

  static String yaml(Setup setup) {
    var effective = new EffectiveConfig(setup.components());
    var sections = effective.fields(setup.config());
    for (var block : FilterBlock.enabled(setup.config())) {
      var shown = effective.choice(ComponentKind.FILTER, block.choice());
      if (shown instanceof Map<?, ?> settings) {
        Map<Object, Object> switched = new LinkedHashMap<>(settings);
        switched.remove("type");
        if (!block.path().equals("filter")) {
          switched.put(FilterBlock.onOff(block.type()), true);
        }
        // Two filters of one section show what each of them reads.
        if (sections.get(block.path()) instanceof Map<?, ?> before && block.type().equals("csrf")) {
          before.forEach(switched::putIfAbsent);
        }
        sections.put(block.path(), switched);
      }
    }
    return new YAMLMapper().writeValueAsString(sections);
  }

  private @Nullable Object plain(String key, @Nullable Object value) {
    var kind = CHOICES.get(key);
    return switch (value) {
      case null -> null;
      case Optional<?> optional -> plain(key, optional.orElse(null));
      case ByteSize size -> size.toString();
      case NodeChoice choice -> choice.keys().isEmpty() ? choice.type() : masked(choice);
      case ConfigNode node -> kind == null ? node(node) : choice(kind, node);
      case Record record -> fields(record);
      case List<?> list -> list.stream().map(item -> plain(key, item)).toList();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, item) -> copy.put(String.valueOf(name), plain("", item)));
        yield copy;
      }
      case Duration duration -> Durations.format(duration);
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case Number number -> number;
      case Boolean truth -> truth;
      default -> value.toString();
    };
  }

  /** A component's type, with its settings where it has any. */
  private Object choice(ComponentKind kind, ConfigNode node) {
    var type = ComponentChoice.type(node);
    var installed = type == null ? null : components.find(kind, type);
    if (type == null || installed == null) {
      return node(node);
    }
    var settings = ComponentChoice.bind(installed.provider(), node, new Problems(), "");
    if (settings == null) {
      return node(node);
    }
    if (settings.getClass().getRecordComponents().length == 0) {
      return type;
    }
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("type", type);
    shown.putAll(fields(settings));
    return shown;
  }

  /** Nobody here knows which of the settings are secrets. */
  private static Map<String, Object> masked(NodeChoice choice) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("type", choice.type());
    choice.keys().forEach(key -> shown.put(key, MASK));
    return shown;
  }

  private static Object node(ConfigNode node) {
    return switch (node) {
      case ConfigNode.Scalar scalar -> scalar.text();
      case ConfigNode.Sequence sequence ->
          sequence.items().stream().map(EffectiveConfig::node).toList();
      case ConfigNode.Mapping mapping -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        mapping.entries().forEach((key, item) -> copy.put(key, secret(key) ? MASK : node(item)));
        yield copy;
      }
    };
  }

  /** What settings that nobody reads are called when they may well be secrets. */
  private static boolean secret(String key) {
    return key.matches("(.*_)?(secret|password|passphrase|token|credential|(api|private)_key)s?");
  }

  private Map<String, @Nullable Object> fields(Record record) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (var component : record.getClass().getRecordComponents()) {
      try {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        var key = ConfigKey.name(component.getName());
        var value = plain(key, accessor.invoke(record));
        if (value != null) {
          fields.put(key, value);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(component.getName() + " cannot be read", e);
      }
    }
    return fields;
  }
}

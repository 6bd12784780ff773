package io.servex.server.config;

import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Choice;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.SettingsException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binds configuration nodes to records. A component is required, has a {@link Default}, or is an
 * {@link Optional}. All problems are collected: where a value is wrong, the default stands in for
 * it (or an empty value, where there is none), so that everything else can be validated still. A
 * blank value is an absent one.
 */
public final class RecordBinder {
  private final Problems problems;
  private final boolean off;
  private final Map<ConfigKey, Object> defaults = new IdentityHashMap<>();
  private final Map<ConfigKey, Boolean> shared = new IdentityHashMap<>();
  private final Map<Class<?>, Constructor<?>> constructors = new HashMap<>();

  /** Reports to a collection of problems. */
  public RecordBinder(Problems problems) {
    this(problems, false);
  }

  /**
   * Reports to a collection of problems.
   *
   * @param off whether nothing will be made of the records: what they refuse is advice then
   */
  RecordBinder(Problems problems, boolean off) {
    this.problems = problems;
    this.off = off;
  }

  /**
   * Binds a node to a record.
   *
   * @return the record, whose wrong values are replaced when there are problems; null when the
   *     record itself refused its values
   */
  public <R extends Record> @Nullable R bind(Class<R> type, ConfigNode node, String path) {
    problems.root(path, node);
    return section(type, node, path);
  }

  private <R extends Record> @Nullable R section(Class<R> type, ConfigNode node, String path) {
    var before = problems.size();
    var keys = ConfigKey.of(type);
    var mapping = mapping(node, path);
    unknown(type, mapping, path);
    var values = new @Nullable Object[keys.size()];
    var complete = true;
    for (var i = 0; i < values.length; i++) {
      values[i] = component(keys.get(i), mapping, path);
      complete &= values[i] != null;
    }
    return complete ? create(type, values, path, problems.size() == before) : null;
  }

  private ConfigNode.Mapping mapping(ConfigNode node, String path) {
    if (node instanceof ConfigNode.Mapping mapping) {
      return mapping;
    }
    if (!blank(node)) {
      problems.add(node.place(), path, shown(node) + " (expected: a mapping)");
    }
    return ConfigNode.Mapping.empty(node.place());
  }

  private void unknown(Class<? extends Record> type, ConfigNode.Mapping mapping, String path) {
    var names = ConfigKey.names(type);
    for (var key : mapping.keys().entrySet()) {
      if (!names.contains(key.getKey())) {
        unknown(ConfigKey.of(type), mapping, path, key);
      }
    }
  }

  private void unknown(
      List<ConfigKey> keys, ConfigNode.Mapping mapping, String path, Map.Entry<String, Place> key) {
    var absent =
        keys.stream()
            .map(ConfigKey::name)
            .filter(name -> !mapping.keys().containsKey(name))
            .toList();
    var meant = Problems.nearest(key.getKey(), absent);
    problems.add(
        key.getValue(), join(path, key.getKey()), "unknown key" + Problems.question(meant));
    if (meant != null) {
      problems.doubt(join(path, meant));
    }
  }

  private @Nullable Object component(ConfigKey key, ConfigNode.Mapping in, String path) {
    var given = in.entries().get(key.name());
    if (given == null) {
      // Most keys of thousands of rules: nothing is to be said of them, so no path is made.
      var known = key.optional() ? Optional.empty() : defaults.get(key);
      if (known != null) {
        return known;
      }
    }
    var at = join(path, key.name());
    if (given == null || blank(given)) {
      if (!key.optional() && key.fallback() == null && problems.sound(at)) {
        problems.add(in.place(), at, "missing (expected: a value)");
      }
      return absent(key, given == null ? in.place() : given.place(), at);
    }
    var value = convert(key.type(), given, at, key.range());
    if (value == null || key.defaultWhenZero() && zero(value)) {
      return absent(key, given.place(), at);
    }
    if (!key.unwise().isEmpty() && value.equals(true)) {
      problems.advise(false, at, "true (" + key.unwise() + ")");
    }
    return key.optional() ? Optional.of(value) : value;
  }

  private @Nullable Object absent(ConfigKey key, Place place, String at) {
    if (key.optional()) {
      return Optional.empty();
    }
    if (key.fallback() == null) {
      return standIn(key.type(), place);
    }
    var known = defaults.get(key);
    if (known != null) {
      return known;
    }
    var value = convert(key.type(), defaultNode(key.fallback(), place), at, null);
    if (value != null
        && (shared.computeIfAbsent(key, one -> placeless(one.type())) || empty(value))) {
      defaults.put(key, value);
    }
    return value;
  }

  private static boolean empty(Object value) {
    return value instanceof List<?> list && list.isEmpty();
  }

  /** Whether values are the same wherever they stand: no part of them is a node with its place. */
  private static boolean placeless(Type type) {
    if (type instanceof ParameterizedType of) {
      return Arrays.stream(of.getActualTypeArguments()).allMatch(RecordBinder::placeless);
    }
    var section = ConfigKey.section(type);
    return type != ConfigNode.class
        && (section == null
            || ConfigKey.of(section).stream().allMatch(key -> placeless(key.type())));
  }

  /** An empty record reports what it misses to nobody: its own absence is reported. */
  private static @Nullable Object standIn(Type type, Place place) {
    var section = ConfigKey.section(type);
    return section == null
        ? ScalarReader.standIn(type)
        : new RecordBinder(new Problems()).bind(section, ConfigNode.Mapping.empty(place), "");
  }

  private static boolean zero(Object value) {
    return switch (value) {
      case Integer number -> number == 0;
      case Long number -> number == 0;
      case Duration duration -> duration.isZero();
      case ByteSize size -> size.bytes() == 0;
      default -> false;
    };
  }

  private static boolean blank(ConfigNode node) {
    return node instanceof ConfigNode.Scalar(_, var text) && text.isEmpty();
  }

  private static ConfigNode defaultNode(String text, Place place) {
    if (text.equals("{}")) {
      return ConfigNode.Mapping.empty(place);
    }
    if (!text.startsWith("[")) {
      return new ConfigNode.Scalar(place, text);
    }
    List<ConfigNode> items =
        ConfigKey.items(text).stream()
            .<ConfigNode>map(item -> new ConfigNode.Scalar(place, item))
            .toList();
    return new ConfigNode.Sequence(place, items);
  }

  private <R extends Record> @Nullable R create(
      Class<R> type, @Nullable Object[] values, String path, boolean sound) {
    try {
      var constructor = constructors.get(type);
      if (constructor == null) {
        constructor = constructor(type);
        constructors.put(type, constructor);
      }
      return type.cast(constructor.newInstance(values));
    } catch (InvocationTargetException e) {
      refused(path, e.getTargetException(), sound);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      problems.add(path, "cannot be bound to " + type.getName());
    }
    return null;
  }

  /**
   * What a record refuses. Where something stands in for values that are wrong, the record speaks
   * for the other ones alone.
   */
  private void refused(String path, Throwable why, boolean sound) {
    if (!(why instanceof SettingsException settings)) {
      if (sound) {
        refused(path, "", String.valueOf(why.getMessage()));
      }
      return;
    }
    var heard =
        settings.problems().stream()
            .filter(one -> one.key().isEmpty() ? sound : problems.intact(join(path, one.key())))
            .filter(one -> one.besides().stream().allMatch(key -> problems.intact(join(path, key))))
            .toList();
    heard.forEach(one -> refused(path, one.key(), one.text()));
  }

  private void refused(String path, String key, String text) {
    var at = key.isEmpty() ? path : join(path, key);
    if (off) {
      problems.advise(true, at, text + ", once it is on");
    } else if (key.isEmpty()) {
      problems.note(at, text);
    } else {
      problems.add(at, text);
    }
  }

  private static Constructor<?> constructor(Class<? extends Record> type)
      throws NoSuchMethodException {
    var constructor =
        type.getDeclaredConstructor(
            Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    return constructor;
  }

  private @Nullable Object convert(Type type, ConfigNode node, String path, @Nullable Range range) {
    if (type == ConfigNode.class) {
      return node;
    }
    if (type == Choice.class) {
      return choice(node, path);
    }
    if (type instanceof ParameterizedType) {
      var element = ConfigKey.element(type);
      return element == null
          ? map(ConfigKey.argument(type, 1), node, path)
          : list(element, node, path);
    }
    var section = ConfigKey.section(type);
    if (section != null) {
      var bound = section(section, node, path);
      if (bound == null) {
        problems.doubt(path);
      }
      return bound;
    }
    if (!(node instanceof ConfigNode.Scalar(_, var text)) || !(type instanceof Class<?> wanted)) {
      problems.add(node.place(), path, shown(node) + " (expected: a single value)");
      return null;
    }
    try {
      return ScalarReader.read(wanted, text, range);
    } catch (IllegalArgumentException e) {
      problems.add(node.place(), path, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** What somebody else's part is chosen by; the settings are bound by whoever knows that part. */
  private @Nullable Choice choice(ConfigNode node, String path) {
    if (node instanceof ConfigNode.Sequence) {
      problems.add(node.place(), path, shown(node) + " (expected: a type, or a mapping with it)");
      return null;
    }
    var type = ComponentChoice.type(node);
    if (type == null || type.isBlank()) {
      problems.add(node.place(), join(path, "type"), "missing (expected: a value)");
      return null;
    }
    return new NodeChoice(type, node, path.substring(path.lastIndexOf('.') + 1));
  }

  /**
   * A list keeps its length, so that the indices in later messages are those of the file. One that
   * cannot is complained about no more.
   */
  private @Nullable Object list(Type element, ConfigNode node, String path) {
    if (!(node instanceof ConfigNode.Sequence(_, var items))) {
      problems.add(node.place(), path, shown(node) + " (expected: a list)");
      return null;
    }
    var values = new ArrayList<Object>();
    for (var i = 0; i < items.size(); i++) {
      var item = items.get(i);
      var value = convert(element, item, path + "[" + i + "]", null);
      var kept = value == null ? standIn(element, item.place()) : value;
      if (kept != null) {
        values.add(kept);
      }
    }
    if (values.size() < items.size()) {
      problems.doubt(path);
    }
    return List.copyOf(values);
  }

  private @Nullable Object map(Type element, ConfigNode node, String path) {
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      problems.add(node.place(), path, shown(node) + " (expected: a mapping)");
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((key, item) -> {
          var value = convert(element, item, join(path, key), null);
          var kept = value == null ? standIn(element, item.place()) : value;
          if (kept != null) {
            values.put(key, kept);
          }
        });
    return java.util.Collections.unmodifiableMap(values);
  }

  private static String shown(ConfigNode node) {
    return switch (node) {
      case ConfigNode.Scalar scalar -> scalar.text();
      case ConfigNode.Sequence _ -> "a list";
      case ConfigNode.Mapping _ -> "a mapping";
    };
  }

  private static String join(String path, String key) {
    var name = key.isBlank() ? '"' + key + '"' : key;
    return path.isEmpty() ? name : path + "." + name;
  }
}

package io.servex.server.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binds configuration nodes to records. A component is required, has a {@link Default}, or is an
 * {@link Optional}. All problems are collected; binding goes on behind each.
 */
public final class RecordBinder {
  private final Problems problems;

  /** Reports to a collection of problems. */
  public RecordBinder(Problems problems) {
    this.problems = problems;
  }

  /** The key of a component: camel case as words joined by underscores. */
  public static String key(String component) {
    var key = new StringBuilder();
    for (var i = 0; i < component.length(); i++) {
      var c = component.charAt(i);
      if (Character.isUpperCase(c)) {
        key.append('_');
      }
      key.append(Character.toLowerCase(c));
    }
    return key.toString();
  }

  /** Binds a node to a record; null when there is a problem. */
  public <R extends Record> @Nullable R bind(Class<R> type, ConfigNode node, String path) {
    problems.locate(path, node.place());
    if (node instanceof ConfigNode.Scalar(_, var text) && text.isEmpty()) {
      return bind(type, ConfigNode.Mapping.empty(node.place()), path);
    }
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      problems.add(node.place(), path, shown(node) + " (expected: a mapping)");
      return null;
    }
    var components = type.getRecordComponents();
    var keys = Arrays.stream(components).map(component -> key(component.getName())).toList();
    mapping
        .keys()
        .forEach((key, place) -> {
          if (!keys.contains(key)) {
            problems.add(place, join(path, key), "unknown key" + Problems.suggestion(key, keys));
          }
        });
    var values = new @Nullable Object[components.length];
    var complete = true;
    for (var i = 0; i < components.length; i++) {
      var place = mapping.keys().get(keys.get(i));
      if (place != null) {
        problems.locate(join(path, keys.get(i)), place);
      }
      values[i] = component(components[i], mapping.entries().get(keys.get(i)), mapping, path);
      complete &= values[i] != null;
    }
    return complete ? create(type, components, values, path) : null;
  }

  private @Nullable Object component(
      RecordComponent component, @Nullable ConfigNode given, ConfigNode.Mapping in, String path) {
    var at = join(path, key(component.getName()));
    var type = component.getGenericType();
    var optional = component.getType() == Optional.class;
    var wanted = optional ? argument(type, 0) : type;
    var isBlank = given instanceof ConfigNode.Scalar(_, var text) && text.isEmpty();
    if (given != null && !(isBlank && wanted != String.class)) {
      var value = convert(wanted, given, at);
      return optional && value != null ? Optional.of(value) : value;
    }
    if (optional) {
      return Optional.empty();
    }
    var fallback = component.getAnnotation(Default.class);
    if (fallback != null) {
      return convert(type, defaultNode(fallback.value(), in.place()), at);
    }
    problems.add(in.place(), at, "missing (expected: a value)");
    return null;
  }

  private static ConfigNode defaultNode(String text, Place place) {
    return switch (text) {
      case "[]" -> new ConfigNode.Sequence(place, List.of());
      case "{}" -> ConfigNode.Mapping.empty(place);
      default -> new ConfigNode.Scalar(place, text);
    };
  }

  private <R extends Record> @Nullable R create(
      Class<R> type, RecordComponent[] components, @Nullable Object[] values, String path) {
    try {
      var constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      problems.add(path, String.valueOf(e.getTargetException().getMessage()));
    } catch (ReflectiveOperationException e) {
      problems.add(path, "cannot be bound to " + type.getSimpleName());
    }
    return null;
  }

  private @Nullable Object convert(Type type, ConfigNode node, String path) {
    problems.locate(path, node.place());
    if (type == ConfigNode.class) {
      return node;
    }
    if (type instanceof ParameterizedType parameterized) {
      return parameterized.getRawType() == List.class
          ? list(argument(type, 0), node, path)
          : map(argument(type, 1), node, path);
    }
    if (type instanceof Class<?> wanted && wanted.isRecord() && wanted != ByteSize.class) {
      return bind(wanted.asSubclass(Record.class), node, path);
    }
    if (!(node instanceof ConfigNode.Scalar(_, var text)) || !(type instanceof Class<?> wanted)) {
      problems.add(node.place(), path, shown(node) + " (expected: a single value)");
      return null;
    }
    try {
      return scalar(wanted, text);
    } catch (IllegalArgumentException e) {
      problems.add(node.place(), path, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable Object list(Type element, ConfigNode node, String path) {
    if (!(node instanceof ConfigNode.Sequence(_, var items))) {
      problems.add(node.place(), path, shown(node) + " (expected: a list)");
      return null;
    }
    var values = new ArrayList<Object>();
    var complete = true;
    for (var i = 0; i < items.size(); i++) {
      var value = convert(element, items.get(i), path + "[" + i + "]");
      if (value == null) {
        complete = false;
      } else {
        values.add(value);
      }
    }
    return complete ? List.copyOf(values) : null;
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
          var value = convert(element, item, join(path, key));
          if (value != null) {
            values.put(key, value);
          }
        });
    return values.size() == mapping.entries().size() ? values : null;
  }

  private static Object scalar(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    }
    if (type == int.class || type == long.class) {
      return whole(type, text);
    }
    if (type == double.class) {
      return number(text);
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth(text);
    }
    if (type == Duration.class) {
      return Durations.parse(text);
    }
    if (type == ByteSize.class) {
      return ByteSize.parse(text);
    }
    if (type == Secret.class) {
      return new Secret(text);
    }
    if (type == Path.class) {
      return Path.of(text);
    }
    if (type == URI.class) {
      return URI.create(text);
    }
    if (type == Pattern.class) {
      return regex(text);
    }
    if (type.isEnum()) {
      return constant(type, text);
    }
    throw new IllegalArgumentException(text + " (expected: " + type.getSimpleName() + ")");
  }

  private static Object whole(Class<?> type, String text) {
    try {
      var plain = text.startsWith("0o") ? "0" + text.substring(2) : text;
      return type == int.class ? (Object) Integer.decode(plain) : (Object) Long.decode(plain);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(text + " (expected: a whole number)", e);
    }
  }

  private static Object number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(text + " (expected: a number)", e);
    }
  }

  private static Object truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "y", "t", "1" -> true;
      case "false", "no", "off", "n", "f", "0" -> false;
      default -> throw new IllegalArgumentException(text + " (expected: true or false)");
    };
  }

  private static Object regex(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          text + " (expected: a regular expression in RE2 syntax; " + e.getDescription() + ")", e);
    }
  }

  private static Object constant(Class<?> type, String text) {
    var names = new ArrayList<String>();
    for (var constant : type.getEnumConstants()) {
      var name = constant.toString().toLowerCase(Locale.ROOT);
      if (name.equals(text.toLowerCase(Locale.ROOT))) {
        return constant;
      }
      names.add(name);
    }
    throw new IllegalArgumentException(
        text + " (expected: one of " + String.join(", ", names) + ")");
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private static String shown(ConfigNode node) {
    return switch (node) {
      case ConfigNode.Scalar scalar -> scalar.text();
      case ConfigNode.Sequence _ -> "a list";
      case ConfigNode.Mapping _ -> "a mapping";
    };
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}

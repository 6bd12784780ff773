package io.servex.server.config;

import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.Unwise;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One key of a section: what a component of its record says about it. The binder, the environment,
 * the reference and the schema read the same keys, so that a component is all that a new key needs.
 *
 * @param name as YAML writes it
 * @param type of the value; of what is inside for an {@link Optional}
 * @param optional whether the component is an {@link Optional}
 * @param fallback the default in YAML's notation; null for none
 * @param description what it does; empty when nothing says so
 * @param range the numbers it may take; null for any
 * @param defaultWhenZero whether a zero stands for the default
 * @param unwise what comes of switching it on; empty where that is as good as any
 */
public record ConfigKey(
    String name,
    Type type,
    boolean optional,
    @Nullable String fallback,
    String description,
    @Nullable Range range,
    boolean defaultWhenZero,
    String unwise) {

  /** Variables that do not say twice what their section and their key have in common. */
  private static final Map<String, String> SHORT =
      Map.of("SERVEX_CACHE_CACHE_CONTROL", "SERVEX_CACHE_CONTROL");

  /** Looked up once for each record, since a file may have thousands of one kind. */
  private static final ClassValue<List<ConfigKey>> KEYS =
      new ClassValue<>() {
        @Override
        protected List<ConfigKey> computeValue(Class<?> section) {
          return Arrays.stream(section.getRecordComponents()).map(ConfigKey::of).toList();
        }
      };

  private static final ClassValue<Set<String>> NAMES =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> section) {
          return Arrays.stream(section.getRecordComponents())
              .map(component -> name(component.getName()))
              .collect(Collectors.toUnmodifiableSet());
        }
      };

  /** The names of a section's keys. */
  static Set<String> names(Class<? extends Record> section) {
    return NAMES.get(section);
  }

  /** The keys of a section, in the order of its record; always the same objects. */
  public static List<ConfigKey> of(Class<? extends Record> section) {
    return KEYS.get(section);
  }

  private static ConfigKey of(RecordComponent component) {
    var optional = component.getType() == Optional.class;
    var type = component.getGenericType();
    var fallback = component.getAnnotation(Default.class);
    var description = component.getAnnotation(Description.class);
    var unwise = component.getAnnotation(Unwise.class);
    return new ConfigKey(
        name(component.getName()),
        optional ? argument(type, 0) : type,
        optional,
        fallback == null ? null : fallback.value(),
        description == null ? "" : description.value(),
        component.getAnnotation(Range.class),
        component.isAnnotationPresent(DefaultWhenZero.class),
        unwise == null ? "" : unwise.value());
  }

  /** The key of a component: camel case as words joined by underscores. */
  public static String name(String component) {
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

  /**
   * The environment variable of this key; null for what can be set in YAML alone: mappings and
   * lists of sections.
   *
   * @param section the variable of the section that it is in
   */
  public @Nullable String variable(String section) {
    var element = element(type);
    var single = type instanceof Class<?>;
    var whole = section + "_" + name.toUpperCase(Locale.ROOT);
    return single || element != null && section(element) == null
        ? SHORT.getOrDefault(whole, whole)
        : null;
  }

  /** The record of a section; null for any other type. */
  public static @Nullable Class<? extends Record> section(Type type) {
    return type instanceof Class<?> wanted && wanted.isRecord() && wanted != ByteSize.class
        ? wanted.asSubclass(Record.class)
        : null;
  }

  /** The type of a list's elements; null for any other type. */
  public static @Nullable Type element(Type type) {
    return type instanceof ParameterizedType list && list.getRawType() == List.class
        ? argument(type, 0)
        : null;
  }

  /** The items of a default that is a list, such as {@code [a, b]}. */
  public static List<String> items(String fallback) {
    return Arrays.stream(fallback.substring(1, fallback.length() - 1).split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** One of the types that a list or a mapping is made of. */
  public static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }
}

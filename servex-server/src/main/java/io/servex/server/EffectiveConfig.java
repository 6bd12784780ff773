package io.servex.server;

import io.servex.api.plugin.Secret;
import io.servex.server.config.ConfigKey;
import io.servex.server.config.ConfigNode;
import io.servex.server.config.Durations;
import io.servex.server.config.ServexConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Prints a configuration with its defaults, secrets masked. */
final class EffectiveConfig {
  private static final String MASK = new Secret("").toString();

  private EffectiveConfig() {}

  static String yaml(ServexConfig config) {
    return new YAMLMapper().writeValueAsString(plain(config));
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Optional<?> optional -> plain(optional.orElse(null));
      case io.servex.api.plugin.ByteSize size -> size.toString();
      case ConfigNode node -> node(node);
      case Record record -> fields(record);
      case List<?> list -> list.stream().map(EffectiveConfig::plain).toList();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put(String.valueOf(key), plain(item)));
        yield copy;
      }
      case Duration duration -> Durations.format(duration);
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case Number number -> number;
      case Boolean truth -> truth;
      default -> value.toString();
    };
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

  /** What a component's settings are called that its record may well hold as a secret. */
  private static boolean secret(String key) {
    return key.matches("(.*_)?(secret|password|passphrase|token)");
  }

  private static Map<String, @Nullable Object> fields(Record record) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (var component : record.getClass().getRecordComponents()) {
      try {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        var value = plain(accessor.invoke(record));
        if (value != null) {
          fields.put(ConfigKey.name(component.getName()), value);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(component.getName() + " cannot be read", e);
      }
    }
    return fields;
  }
}

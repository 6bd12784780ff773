package io.servex.server.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.config.ConfigKey;
import io.servex.server.config.LoggingSection;
import io.servex.server.config.ProxySection;
import io.servex.server.config.ServerSection;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A method of a builder is the key of the same name, so that nobody has to learn two words. */
class BuilderMethodsTest {
  private static final Map<Class<?>, Class<? extends Record>> SECTIONS =
      Map.of(
          ServerConfig.Builder.class, ServerSection.class,
          ProxyConfig.Builder.class, ProxySection.class,
          ProxyRule.Builder.class, ProxySection.Rule.class,
          Backend.class, ProxySection.Backend.class,
          HealthCheckConfig.Builder.class, ProxySection.HealthCheck.class,
          TrafficDumpConfig.Builder.class, ProxySection.TrafficDump.class,
          TlsConfig.Builder.class, ProxySection.Tls.class,
          LoggingConfig.Builder.class, LoggingSection.class);

  private static final Map<Class<?>, String> PLUGINS =
      Map.ofEntries(
          Map.entry(AuthConfig.Builder.class, "auth"),
          Map.entry(RateLimitConfig.Builder.class, "rate_limit"),
          Map.entry(FilterConfig.Builder.class, "filter"),
          Map.entry(SecurityConfig.Builder.class, "security"),
          Map.entry(CorsConfig.Builder.class, "cors"),
          Map.entry(CacheConfig.Builder.class, "cache"),
          Map.entry(CompressionConfig.Builder.class, "compression"),
          Map.entry(StaticFilesConfig.Builder.class, "static_files"),
          Map.entry(AuditConfig.Builder.class, "audit"),
          Map.entry(AdminConfig.Builder.class, "admin"),
          Map.entry(HttpsRedirectConfig.Builder.class, "server/properties/https_redirect"));

  @Test
  void eachMethodIsAKey() {
    SECTIONS.forEach((builder, section) -> {
      var keys = ConfigKey.of(section).stream().map(ConfigKey::name).collect(Collectors.toSet());
      var methods =
          Arrays.stream(builder.getDeclaredMethods())
              .filter(method -> Modifier.isPublic(method.getModifiers()))
              .filter(method -> !Modifier.isStatic(method.getModifiers()))
              .filter(method -> method.getReturnType() == builder)
              .map(method -> ConfigKey.name(method.getName()))
              .filter(name -> !Set.of("set", "header").contains(name));

      assertThat(methods).as(builder.getName()).isNotEmpty().allMatch(keys::contains);
    });
  }

  /** The sections whose keys plugins own: each key has a method, and each method is a key. */
  @Test
  void eachKeyOfAPluginIsAMethod() {
    var schema = new JsonMapper().readTree(Path.of("src/dist/conf/servex.schema.json"));
    PLUGINS.forEach((builder, section) -> {
      var keys = schema.at("/properties/" + section + "/properties").propertyNames();

      assertThat(methods(builder)).as(section).containsExactlyInAnyOrderElementsOf(keys);
    });
  }

  private static List<String> methods(Class<?> builder) {
    return Arrays.stream(builder.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> !method.isBridge() && method.getReturnType() == builder)
        .map(method -> ConfigKey.name(method.getName()))
        .toList();
  }
}

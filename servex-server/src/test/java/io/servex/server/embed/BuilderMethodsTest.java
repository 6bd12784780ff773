package io.servex.server.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.config.ConfigKey;
import io.servex.server.config.LoggingSection;
import io.servex.server.config.ProxySection;
import io.servex.server.config.ServerSection;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

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
}

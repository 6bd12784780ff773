package io.servex.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.config.SectionKeys;
import io.servex.server.plugin.Components;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The schema takes what the gateway takes, and refuses what a type or a name forbids. */
class JsonSchemaTest {
  private static final JsonNode SCHEMA =
      new JsonMapper().readTree(JsonSchema.text(SectionKeys.of(Components.builtIn())));

  /** Takes each {@code #} of a key away. */
  static String uncommented(String sample) {
    return sample.replaceAll("(?m)^( *)#(- )?(?=[a-z_]+:)", "$1$2");
  }

  private static boolean takes(String yaml) {
    return takes(SCHEMA, new YAMLMapper().readTree(yaml));
  }

  @Test
  void takesTheSampleAndAllOfItsKeys() {
    assertThat(takes(SampleFile.yaml(SectionKeys.of(Components.builtIn())))).isTrue();
    assertThat(takes(uncommented(SampleFile.yaml(SectionKeys.of(Components.builtIn()))))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server: {http: 8080, idle_timeout: 0, max_header_bytes: 1024}",
        "server: {idle_timeout: 1m30s, max_header_bytes: 64 KiB}",
        "logging: {level: WARN, format: Json}",
        "server: {workers: 0x10, enable_health_endpoint: 'yes'}",
        "proxy: {rules: [{backends: [{url: 'https://h'}], load_balancing: {type: acme.sticky, x: 1}}]}",
        "proxy:",
        "filter: {blocked_ips: [10.0.0.1]}"
      })
  void takesEachNotation(String yaml) {
    assertThat(takes(yaml)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server: {htp: ':8080'}",
        "server: {idle_timeout: 30}",
        "server: {idle_timeout: 30x}",
        "server: {workers: many}",
        "server: {workers: 100000}",
        "server: {max_header_bytes: 10TB}",
        "server: {enable_health_endpoint: maybe}",
        "logging: {level: loud}",
        "proxy: {rules: {}}",
        "proxy: {rules: [{backends: [{weight: 1}]}]}",
        "proxy: {rules: [{backends: [{url: 'ftp://h'}]}]}",
        "unknown: 1"
      })
  void refusesWhatTheGatewayRefuses(String yaml) {
    assertThat(takes(yaml)).isFalse();
  }

  /** As much of JSON Schema as the schema uses. */
  static boolean takes(JsonNode schema, JsonNode value) {
    return typed(schema.path("type"), value)
        && (!schema.has("enum") || schema.path("enum").valueStream().anyMatch(value::equals))
        && (!schema.has("anyOf")
            || schema.path("anyOf").valueStream().anyMatch(one -> takes(one, value)))
        && bounded(schema, value)
        && (!value.isString()
            || !schema.has("pattern")
            || value.asString().matches(".*(" + schema.path("pattern").asString() + ").*"))
        && properties(schema, value)
        && value
            .valueStream()
            .allMatch(item -> !value.isArray() || takes(schema.path("items"), item));
  }

  private static boolean typed(JsonNode types, JsonNode value) {
    if (types.isMissingNode()) {
      return true;
    }
    return types.isArray()
        ? types.valueStream().anyMatch(type -> typed(type, value))
        : switch (types.asString()) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isString();
          case "boolean" -> value.isBoolean();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "null" -> value.isNull();
          default -> throw new IllegalArgumentException(types.asString());
        };
  }

  private static boolean bounded(JsonNode schema, JsonNode value) {
    return !value.isNumber()
        || value.asDouble() >= schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY)
            && value.asDouble() <= schema.path("maximum").asDouble(Double.POSITIVE_INFINITY);
  }

  private static boolean properties(JsonNode schema, JsonNode value) {
    var more = schema.path("additionalProperties");
    return !value.isObject()
        || value
                .propertyStream()
                .allMatch(entry -> {
                  var property = schema.path("properties").path(entry.getKey());
                  return property.isMissingNode()
                      ? !more.isBoolean() && takes(more, entry.getValue())
                      : takes(property, entry.getValue());
                })
            && schema.path("required").valueStream().allMatch(key -> value.has(key.asString()));
  }
}

package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The gateway as a span of distributed traces (W3C Trace Context, B3). */
class TracingIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final Pattern SENT =
      Pattern.compile("\r\ntraceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-0([0-3])\r\n");

  @TempDir private Path folder;

  private Servex.Running start(int workers, String tracing, String backend) throws Exception {
    return Servex.fromYaml(
            """
            server: {http: "127.0.0.1:0", workers: %d, tracing: %s}
            logging: {file: "%s"}
            proxy:
              enabled: true
            %s  rules:
            %s
            """
                .formatted(
                    workers,
                    tracing,
                    folder.resolve("log"),
                    Dumps.yaml(folder.resolve("dumps")),
                    Yaml.rule("all", "/", "", backend)))
        .start();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void goesOnWithATraceAndNamesItInLogsAndDumps(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = start(workers, "{enabled: true}", origin.url())) {
      var body =
          RawHttpClient.get(
                  gateway.port(),
                  "/",
                  "TraceParent: " + PARENT,
                  "tracestate: a=1",
                  "tracestate: b=2")
              .body();
      var sent = SENT.matcher(body);

      assertThat(sent.find()).isTrue();
      assertThat(sent.group(1)).isEqualTo(TRACE);
      assertThat(sent.group(2)).isNotEqualTo("b7ad6b7169203331");
      assertThat(sent.find()).isFalse();
      assertThat(body).doesNotContain(PARENT).contains("tracestate: a=1", "tracestate: b=2");
      sent.reset();
      assertThat(sent.find()).isTrue();
      await()
          .untilAsserted(() ->
              assertThat(Files.readAllLines(folder.resolve("log")))
                  .filteredOn(line -> line.contains("\"trace_id\""))
                  .hasSize(2)
                  .allSatisfy(line -> {
                    var read = new JsonMapper().readTree(line);
                    assertThat(read.get("trace_id").asString()).isEqualTo(TRACE);
                    assertThat(read.get("span_id").asString()).isEqualTo(sent.group(2));
                  }));
      var entry = Dumps.only(folder.resolve("dumps"));
      assertThat(entry.get("trace_id").asString()).isEqualTo(TRACE);
      assertThat(entry.get("span_id").asString()).isEqualTo(sent.group(2));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void beginsATraceWhereThereIsNoneThatIsWellFormed(int workers) throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = start(workers, "{enabled: true}", origin.url())) {
      var without = SENT.matcher(RawHttpClient.get(gateway.port(), "/").body());
      var broken =
          RawHttpClient.get(gateway.port(), "/", "traceparent: " + PARENT + "0", "tracestate: a=1")
              .body();
      var twice =
          RawHttpClient.get(gateway.port(), "/", "traceparent: " + PARENT, "traceparent: " + PARENT)
              .body();

      assertThat(without.find()).isTrue();
      assertThat(without.group(3)).isEqualTo("3");
      assertThat(broken).doesNotContain("tracestate", TRACE).containsPattern(SENT);
      assertThat(twice).doesNotContain(TRACE).containsPattern(SENT);
    }
  }

  @Test
  void asksForNoRecordingBeyondItsRate() throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = start(1, "{enabled: true, sample_rate: 0}", origin.url())) {
      var begun = SENT.matcher(RawHttpClient.get(gateway.port(), "/").body());
      var theirs =
          SENT.matcher(RawHttpClient.get(gateway.port(), "/", "traceparent: " + PARENT).body());

      assertThat(begun.find()).isTrue();
      assertThat(begun.group(3)).isEqualTo("2");
      assertThat(theirs.find()).isTrue();
      assertThat(theirs.group(3)).isEqualTo("1");
    }
  }

  @Test
  void readsTheFieldsOfZipkinAndPassesThemOn() throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = start(1, "{enabled: true}", origin.url())) {
      for (var fields :
          new String[][] {
            {"b3: " + TRACE + "-b7ad6b7169203331-0"},
            {"X-B3-TraceId: " + TRACE, "X-B3-SpanId: b7ad6b7169203331", "X-B3-Sampled: 0"}
          }) {
        var body = RawHttpClient.get(gateway.port(), "/", fields).body();
        var sent = SENT.matcher(body);

        assertThat(body).contains(fields);
        assertThat(sent.find()).isTrue();
        assertThat(sent.group(1)).isEqualTo(TRACE);
        assertThat(sent.group(3)).isEqualTo("0");
      }
    }
  }

  @Test
  void takesNoPartUnlessToldTo() throws Exception {
    try (var origin = OriginServer.echo();
        var gateway = start(1, "{}", origin.url())) {
      assertThat(RawHttpClient.get(gateway.port(), "/").body()).doesNotContain("traceparent");
      assertThat(RawHttpClient.get(gateway.port(), "/", "traceparent: " + PARENT).body())
          .contains("traceparent: " + PARENT + "\r\n");
      assertThat(Dumps.await(folder.resolve("dumps"), 2).get(1).has("trace_id")).isFalse();
    }
    assertThatThrownBy(
            () -> Servex.fromYaml("server: {http: ':1'}\nlogging: {log_fields: [trace_id]}"))
        .hasMessageContaining(
            "logging.log_fields[0]: trace_id (expected: server.tracing.enabled: true)");
  }
}

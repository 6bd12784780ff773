package io.servex.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.capture.CapturedMessage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EntryWriterTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static CapturedMessage message(String head, String body) {
    return Captures.message(head.getBytes(ISO_8859_1), body.getBytes(UTF_8));
  }

  private static JsonNode entry(CapturedMessage request, CapturedMessage response) {
    return JSON.readTree(Captures.line(Captures.of(request, response), Captures.CREDENTIALS));
  }

  @Test
  void hasTheFieldsOfTheSampleEntryInTheirOrderAndTheOthersBehind() {
    var entry =
        entry(
            message("GET /users?a=b HTTP/1.1\r\nUSER-agent: MyApp/1.0\r\n\r\n", ""),
            message("HTTP/1.1 200 OK\r\n\r\n", "é\n"));

    assertThat(new ArrayList<>(entry.propertyNames()))
        .containsExactly(
            "timestamp",
            "rule",
            "backend",
            "client_ip",
            "request_id",
            "raw_request",
            "request_headers",
            "status_code",
            "duration",
            "duration_ms",
            "raw_response",
            "response_headers",
            "method",
            "path",
            "host",
            "query",
            "request_body_truncated",
            "request_body_size",
            "response_body_truncated",
            "response_body_size",
            "body_encoding",
            "load_balancing",
            "attempts",
            "error",
            "upstream_path");
    assertThat(entry.get("timestamp").asString()).isEqualTo("2023-12-07T10:50:45.007Z");
    assertThat(entry.get("rule").asString()).isEqualTo("api \"x\"");
    assertThat(entry.get("duration").asString()).isEqualTo("15ms");
    assertThat(entry.get("duration_ms").isInt()).isTrue();
    assertThat(entry.get("raw_request").asString())
        .isEqualTo("GET /users?a=b HTTP/1.1\r\nUSER-agent: MyApp/1.0\r\n\r\n");
    assertThat(entry.get("request_headers").toString())
        .isEqualTo("{\"User-Agent\":[\"MyApp/1.0\"]}");
    assertThat(entry.get("raw_response").asString()).isEqualTo("HTTP/1.1 200 OK\r\n\r\né\n");
    assertThat(entry.get("error").isNull()).isTrue();
  }

  @Test
  void keepsEveryValueOfARepeatedField() {
    var entry =
        entry(
            message("GET / HTTP/1.1\r\nx-A: 1\r\nB: 2\r\nX-a:  3 \r\n\r\n", ""),
            message("HTTP/1.1 204 No Content\r\n\r\n", ""));

    assertThat(entry.get("request_headers").toString())
        .isEqualTo("{\"X-A\":[\"1\",\"3\"],\"B\":[\"2\"]}");
  }

  @Test
  void masksCredentialsInTheTextAndInTheMap() {
    var line =
        Captures.line(
            Captures.of(
                message(
                    "GET / HTTP/1.1\r\nauthorization:Bearer s3cret\r\nCookie: s3cret=1\r\n\r\n",
                    ""),
                message("HTTP/1.1 200 OK\r\nSet-Cookie: s3cret\r\nset-cookie: s3cret\r\n\r\n", "")),
            Captures.CREDENTIALS);

    assertThat(line)
        .doesNotContain("s3cret")
        .contains("authorization:********\\r\\nCookie: ********\\r\\n\\r\\n")
        .contains("\"Set-Cookie\":[\"********\",\"********\"]");
  }

  @Test
  void masksNothingWhenNothingIsToBe() {
    var line =
        Captures.line(
            Captures.of(message("GET / HTTP/1.1\r\nCookie: s3cret\r\n\r\n", ""), null), List.of());

    assertThat(line)
        .contains("Cookie: s3cret\\r\\n")
        .contains("{\"Cookie\":[\"s3cret\"]}")
        .contains("\"raw_response\":null,\"response_headers\":null");
  }

  @Test
  void putsABodyThatIsNoTextBesideTheText() {
    var bytes = new byte[] {'a', (byte) 0xff, 0};

    var entry =
        entry(
            Captures.message("PUT / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1), bytes),
            message("HTTP/1.1 200 OK\r\n\r\n", "text"));

    assertThat(entry.get("raw_request").asString()).isEqualTo("PUT / HTTP/1.1\r\n\r\n");
    assertThat(entry.get("body_encoding").asString()).isEqualTo("base64");
    assertThat(Base64.getDecoder().decode(entry.get("request_body_base64").asString()))
        .isEqualTo(bytes);
    assertThat(entry.has("response_body_base64")).isFalse();
    assertThat(entry.get("raw_response").asString()).endsWith("text");
  }

  @Test
  void leavesACharacterOutThatWasCutInTwo() {
    var head = "PUT / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1);

    var entry =
        entry(
            new CapturedMessage(head, "aé".getBytes(UTF_8), 2, 3, true),
            message("HTTP/1.1 200 OK\r\n\r\n", ""));

    assertThat(entry.get("raw_request").asString()).isEqualTo("PUT / HTTP/1.1\r\n\r\na");
    assertThat(entry.get("body_encoding").asString()).isEqualTo("utf-8");
    assertThat(entry.get("request_body_truncated").asBoolean()).isTrue();
    assertThat(entry.get("request_body_size").asInt()).isEqualTo(3);
  }
}

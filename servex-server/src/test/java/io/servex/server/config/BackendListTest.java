package io.servex.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.api.discovery.DiscoveredBackend;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendListTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "- http://a:1\n- {url: 'http://b:2', weight: 3}\n",
        "backends:\n  - url: http://a:1\n  - url: http://b:2\n    weight: 3\n",
        "[\"http://a:1\", {\"url\": \"http://b:2\", \"weight\": 3}]",
        "{\"backends\": [\"http://a:1\", {\"url\": \"http://b:2\", \"weight\": 3}]}"
      })
  void readsListsInYamlAndJson(String text) {
    assertThat(BackendList.read("file", text))
        .containsExactly(
            new DiscoveredBackend(URI.create("http://a:1"), 1),
            new DiscoveredBackend(URI.create("http://b:2"), 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "backends: []"})
  void readsListsOfNone(String text) {
    assertThat(BackendList.read("file", text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- ftp://a:1",
        "- nonsense",
        "- {url: 'http://a:1', wieght: 3}",
        "- {url: 'http://a:1', weight: -1}",
        "- {weight: 1}",
        "",
        "\n# nobody yet\n",
        "backends:",
        "{}",
        "backend: []",
        "[",
        "http://a:1"
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> BackendList.read("file", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("file:");
  }

  @Test
  void namesAllProblems() {
    assertThatThrownBy(() -> BackendList.read("list", "- ftp://a:1\n- ftp://b:1\n"))
        .hasMessageContaining("backends[0].url")
        .hasMessageContaining("backends[1].url");
  }
}

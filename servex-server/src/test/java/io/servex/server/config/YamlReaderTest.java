package io.servex.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
  private final Problems problems = new Problems();

  private ConfigNode.Mapping read(String yaml) {
    var read = new YamlReader("f", problems).read(yaml);
    assertThat(problems.lines()).isEmpty();
    assertThat(read).isNotNull();
    return read == null ? ConfigNode.Mapping.empty(Place.of("f")) : read;
  }

  private List<String> refused(String yaml) {
    assertThat(new YamlReader("f", problems).read(yaml)).isNull();
    return problems.lines();
  }

  private static ConfigNode.Mapping mapping(ConfigNode.Mapping in, String key) {
    return (ConfigNode.Mapping) in.entries().get(key);
  }

  @Test
  void knowsThePlaceOfEveryKeyAndValue() {
    var root = read("a:\n  b: [1, {c: 2}]\n");

    assertThat(root.nearest("a.b[1].c")).isEqualTo(new Place("f", 2, 14));
    assertThat(mapping(root, "a").keys().get("b")).isEqualTo(new Place("f", 2, 3));
  }

  @Test
  void givesEachAliasANodeOfItsOwn() {
    var root = read("a: &x {k: 1, l: [2]}\nb: *x\nc: {<<: *x, k: 3}\n");

    mapping(root, "b").entries().put("k", new ConfigNode.Scalar(Place.of("env"), "9"));

    assertThat(root.entries().get("a").canonical()).isEqualTo("{k=\"1\", l=[\"2\"]}");
    assertThat(root.entries().get("b").canonical()).isEqualTo("{k=\"9\", l=[\"2\"]}");
    assertThat(root.entries().get("c").canonical()).isEqualTo("{k=\"3\", l=[\"2\"]}");
  }

  @Test
  void takesNullForNothingUnlessItIsQuoted() {
    assertThat(read("{a: ~, b: null, c: \"null\", d: }").canonical())
        .isEqualTo("{a=\"\", b=\"\", c=\"null\", d=\"\"}");
  }

  @Test
  void readsNothingFromAnEmptyText() {
    assertThat(read("").entries()).isEmpty();
    assertThat(read("# nothing\n").entries()).isEmpty();
    assertThat(read("~").entries()).isEmpty();
  }

  @Test
  void namesTheWholePathOfAKeyThatStandsTwice() {
    var root = new YamlReader("f", problems).read("a:\n  - {b: 1}\n  - {b: 1, b: 2}\n");

    assertThat(root).isNotNull();
    assertThat(problems.lines()).containsExactly("f:3:12  a[1].b: stands twice (first in line 3)");
  }

  @Test
  void refusesAKeyThatIsNoText() {
    assertThat(new YamlReader("f", problems).read("a: {[1]: 2}\n? {b: c}\n: d\n")).isNotNull();

    assertThat(problems.lines())
        .containsExactly(
            "f:1:5  a: a key that is no text", "f:2:3  configuration: a key that is no text");
  }

  @Test
  void refusesAnAliasOfItselfOrOfNothing() {
    assertThat(refused("a: &x {b: *x}\n")).containsExactly("f:1:11  yaml: found undefined alias x");
    assertThat(new YamlReader("f", problems).read("a: *y\n")).isNull();
  }

  @Test
  void refusesASecondDocument() {
    assertThat(refused("a: 1\n---\nb: 2\n")).containsExactly("f:2:1  yaml: another document");
  }

  @Test
  void refusesMoreThanAHundredAliasesOfMappings() {
    var many = IntStream.range(0, 101).mapToObj(i -> "*x").collect(Collectors.joining(", "));

    assertThat(refused("a: &x {k: 1}\nb: [" + many + "]\n"))
        .singleElement()
        .asString()
        .contains("more than 100 aliases of lists and mappings");
  }

  @Test
  void refusesWhatGrowsWithoutEnd() {
    var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (var i = 1; i <= 9; i++) {
      var before = "*a" + (i - 1);
      laughs.append("a").append(i).append(": &a").append(i).append(" [").append(before);
      laughs.append((", " + before).repeat(9)).append("]\n");
    }

    assertThat(refused(laughs.toString()))
        .singleElement()
        .asString()
        .contains("more than 2000000 values, or nested too deeply");
  }

  @Test
  void refusesWhatIsNestedTooDeeply() {
    assertThat(refused("a: " + "[".repeat(200) + "]".repeat(200) + "\n"))
        .singleElement()
        .asString()
        .contains("nested too deeply");
  }
}

package io.servex.plugin.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class FragmentsProperties {
  @Property(tries = 3000)
  void findsWhatASearchFinds(
      @ForAll @Size(max = 8)
          List<@StringLength(min = 1, max = 4) @CharRange(from = 'a', to = 'c') String> parts,
      @ForAll @StringLength(max = 12) @CharRange(from = 'A', to = 'D') String text) {
    var lower = text.toLowerCase(Locale.ROOT);

    var found = new Fragments(parts).find(text);

    assertThat(found >= 0).isEqualTo(parts.stream().anyMatch(lower::contains));
    assertThat(found < 0 || lower.contains(parts.get(found))).isTrue();
  }

  @Test
  void foldsLettersOfBothSides() {
    var fragments = new Fragments(List.of("BadBot", "\u00c9ole"));

    assertThat(fragments.find("Mozilla badbot/1.0")).isZero();
    assertThat(fragments.find("x\u00c3\u0089OLE")).isEqualTo(1);
    assertThat(fragments.find("\u00c9ole \u4e2e")).isNegative();
    assertThat(new Fragments(List.of()).find("anything")).isNegative();
  }
}

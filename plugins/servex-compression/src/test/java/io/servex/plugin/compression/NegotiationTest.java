package io.servex.plugin.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients say that they accept, and what they get (D96). */
class NegotiationTest {
  private final Negotiation negotiation = new Negotiation(List.of(Coding.GZIP, Coding.DEFLATE));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | GZIP",
        "x-gzip | GZIP",
        "GZip | GZIP",
        "deflate | DEFLATE",
        "deflate, gzip | GZIP",
        "gzip;q=0.5, deflate;q=0.9 | DEFLATE",
        "gzip;q=0.001 | GZIP",
        "gzip;q=0 |",
        "gzip;q=0.000, * | DEFLATE",
        "* | GZIP",
        "*;q=0 |",
        "*;q=0, deflate | DEFLATE",
        "identity |",
        "identity;q=0.5, gzip;q=0.4 |",
        "identity;q=0.5, gzip;q=0.5 | GZIP",
        "identity;q=0 |",
        "br, zstd |",
        "gzipped |",
        "gzip ; q = 0.7 | GZIP",
        "gzip;q=nonsense |",
        "gzip;q=1.5 |",
        "gzip;level=9;q=0 |",
        "gzip;q=0, gzip;q=1 | GZIP",
        ", ,, gzip | GZIP",
        ";q=1 |"
      })
  void choosesByWeight(String accepted, Coding chosen) {
    assertThat(negotiation.choose(List.of(accepted))).isEqualTo(chosen);
  }

  @Test
  void readsSeveralLines() {
    assertThat(negotiation.choose(List.of("gzip;q=0.1", "deflate"))).isEqualTo(Coding.DEFLATE);
    assertThat(negotiation.choose(List.of())).isNull();
  }

  @Property
  void survivesAnything(@ForAll String accepted) {
    negotiation.choose(List.of(accepted));
  }

  @Test
  void prefersWhatIsOfferedFirstAmongEquals() {
    var all = new Negotiation(Coding.all(List.of()));

    assertThat(all.choose(List.of("gzip, deflate, br, zstd"))).isEqualTo(Coding.ZSTD);
    assertThat(all.choose(List.of("gzip, br;q=1.0, zstd;q=0.9"))).isEqualTo(Coding.BR);
    assertThat(all.choose(List.of("zstd;q=0, br;q=0, *"))).isEqualTo(Coding.GZIP);
    assertThat(all.choose(List.of("br;q=0.2, identity;q=0.5"))).isNull();
  }

  @Test
  void saysWhatThereIs() {
    assertThat(Coding.all(List.of("GZIP", "br", "gzip"))).containsExactly(Coding.GZIP, Coding.BR);
    assertThatThrownBy(() -> Coding.all(List.of("lzma")))
        .hasMessage("lzma (expected: zstd, br, gzip or deflate)");
  }
}

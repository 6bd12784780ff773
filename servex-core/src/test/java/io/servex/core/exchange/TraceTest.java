package io.servex.core.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  private static @Nullable Trace w3c(String value) {
    var bytes = ("<" + value + ">").getBytes(ISO_8859_1);
    return Trace.w3c(bytes, 1, bytes.length - 1);
  }

  private static @Nullable Trace b3(String value) {
    var bytes = ("<" + value + ">").getBytes(ISO_8859_1);
    return Trace.b3(bytes, 1, bytes.length - 1, 0);
  }

  private static String text(@Nullable Trace trace) {
    return new String(Objects.requireNonNull(trace).traceparent(), ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-" + TRACE + "-" + PARENT + "-01",
        "01-" + TRACE + "-" + PARENT + "-01",
        "cc-" + TRACE + "-" + PARENT + "-fd-what-comes-later",
      })
  void goesOnWithATraceUnderASpanOfItsOwn(String value) {
    var trace = w3c(value);

    assertThat(text(trace)).matches("00-" + TRACE + "-[0-9a-f]{16}-01").doesNotContain(PARENT);
    assertThat(Objects.requireNonNull(trace).traceId()).isEqualTo(TRACE);
    assertThat(text(trace)).contains("-" + trace.spanId() + "-");
    assertThat(trace.keepsState()).isTrue();
  }

  @Test
  void keepsTheDecisionWhetherItIsRecorded() {
    assertThat(text(w3c("00-" + TRACE + "-" + PARENT + "-00"))).endsWith("-00");
    assertThat(text(w3c("00-" + TRACE + "-" + PARENT + "-03"))).endsWith("-03");
    assertThat(text(w3c("00-" + TRACE + "-" + PARENT + "-ff"))).endsWith("-03");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-" + TRACE + "-" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "-01-more",
        "01-" + TRACE + "-" + PARENT + "-01more",
        "00-00000000000000000000000000000000-" + PARENT + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "-0g",
        "00_" + TRACE + "-" + PARENT + "-01",
        "00-" + TRACE + "_" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "_01",
        "0x-" + TRACE + "-" + PARENT + "-01",
      })
  void takesNothingThatIsNotWellFormed(String value) {
    assertThat(w3c(value)).isNull();
  }

  @Test
  void readsTheOneFieldOfZipkin() {
    assertThat(text(b3(TRACE + "-" + PARENT + "-1"))).matches("00-" + TRACE + "-.{16}-01");
    assertThat(text(b3(TRACE + "-" + PARENT + "-d-" + PARENT))).endsWith("-01");
    assertThat(text(b3(TRACE + "-" + PARENT + "-0"))).endsWith("-00");
    assertThat(text(b3(TRACE + "-" + PARENT))).endsWith("-00");
    assertThat(text(b3("8448eb211c80319c-" + PARENT + "-1")))
        .startsWith("00-00000000000000008448eb211c80319c-");
    assertThat(text(b3("0"))).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-02");
    assertThat(text(b3("1"))).endsWith("-03");
    assertThat(b3(TRACE)).isNull();
    assertThat(b3(TRACE + "-" + PARENT + "x")).isNull();
    assertThat(b3("123-" + PARENT)).isNull();
    assertThat(b3("")).isNull();
  }

  @Property
  void neverTripsOverBytesAndNeverForwardsAnyButDigits(@ForAll byte[] bytes) {
    for (var trace :
        new @Nullable Trace[] {
          Trace.w3c(bytes, 0, bytes.length), Trace.b3(bytes, 0, bytes.length, 0.5)
        }) {
      if (trace != null) {
        assertThat(text(trace)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]");
      }
    }
  }
}

package io.servex.core.decode;

import static io.servex.core.decode.Reading.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.servex.core.decode.RequestLimits.Underscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnderscoresTest {
  private static RequestLimits limits(Underscores policy) {
    return new RequestLimits(1000, 10_000, 100, policy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X_Forwarded_For", "x_forwarded-for", "X-Forwarded_Proto", "X_Forwarded_Prefix",
            "X_Real_IP",
        "Content_Length", "Transfer_Encoding", "X_User_Id", "X_User-Id", "Proxy_Connection",
        "X_Request_ID", "Content_Type", "Keep_Alive", "HTTP2_Settings", "User_Agent"
      })
  void treatsAKnownNameWithUnderscoresByThePolicy(String name) {
    var head = get(name + ": 1\r\n");

    var kept = Reading.of(head, limits(Underscores.KEEP));
    assertThat(kept.request().fields().dropped(1)).isFalse();
    var deleted = Reading.of(head, limits(Underscores.DELETE));
    assertThat(deleted.request().fields().dropped(1)).isTrue();
    assertThat(Reading.of(head, limits(Underscores.REJECT)).rejection())
        .isEqualTo(Rejection.MALFORMED_FIELD);
  }

  @Test
  void dropsTheOneWithTheUnderscoreWhereTwoFieldsMeetInOneName() {
    var fields =
        Reading.of(get("X-Tenant: a\r\nx_tenant: b\r\n"), limits(Underscores.DELETE))
            .request()
            .fields();

    assertThat(fields.dropped(1)).isFalse();
    assertThat(fields.dropped(2)).isTrue();
  }

  @Test
  void dropsBothWhereBothHaveUnderscores() {
    var fields =
        Reading.of(get("A-B_C: a\r\nA_B-C: b\r\n"), limits(Underscores.DELETE)).request().fields();

    assertThat(fields.dropped(1)).isTrue();
    assertThat(fields.dropped(2)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Underscores.class)
  void keepsANameThatMeetsNoOther(Underscores policy) {
    var reading = Reading.of(get("x_a: 1\r\nX_A: 2\r\nx-ab: 3\r\ny_a: 4\r\n"), limits(policy));

    assertThat(reading.rejection()).isNull();
    for (var field = 0; field < 5; field++) {
      assertThat(reading.request().fields().dropped(field)).isFalse();
    }
  }
}

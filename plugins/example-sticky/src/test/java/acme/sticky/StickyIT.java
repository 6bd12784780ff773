package acme.sticky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.testkit.ServexExtension;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The strategy in a real gateway, as its users have it. */
class StickyIT {
  @RegisterExtension
  static final ServexExtension GATEWAY =
      ServexExtension.around(StickyProvider.class)
          .backends(3)
          .rule("load_balancing: {type: acme.sticky, header: X-Session}");

  private static String backendOf(String session) {
    var answer = GATEWAY.get("/", "X-Session", session);
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void sendsASessionToOneBackendAndSessionsToAll() {
    Set<String> backends = new HashSet<>();
    for (var session = 0; session < 30; session++) {
      var first = backendOf("session " + session);
      backends.add(first);
      for (var again = 0; again < 5; again++) {
        assertThat(backendOf("session " + session)).isEqualTo(first);
      }
    }

    assertThat(backends).containsExactlyInAnyOrder("B1", "B2", "B3");
    assertThat(GATEWAY.metric("servex_plugin_retired_loaders")).isZero();
  }

  @Test
  void isRefusedWithoutItsSetting() {
    var gateway =
        ServexExtension.around(StickyProvider.class).rule("load_balancing: {type: acme.sticky}");

    assertThatThrownBy(gateway::start).hasMessageContaining("load_balancing.header");
  }
}

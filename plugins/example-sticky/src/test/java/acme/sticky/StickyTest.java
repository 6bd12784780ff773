package acme.sticky;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.testkit.BalancingStrategyContract;
import io.servex.testkit.TestRequest;
import org.junit.jupiter.api.Test;

class StickyTest extends BalancingStrategyContract<StickyConfig> {
  @Override
  protected StickyProvider provider() {
    return new StickyProvider();
  }

  @Override
  protected StickyConfig config() {
    return new StickyConfig("X-Session");
  }

  @Override
  protected boolean keepsAffinity() {
    return true;
  }

  @Override
  protected TestRequest request(int client) {
    return TestRequest.get("/").with("X-Session", "session " + client);
  }

  @Test
  void refusesAHeaderThatNoRequestCanHave() {
    assertThatThrownBy(() -> new StickyConfig("no such"))
        .hasMessageContaining("header: no such (expected:");
  }
}

package io.servex.core.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionLimiterTest {
  private final AtomicInteger http = new AtomicInteger();
  private final AtomicInteger https = new AtomicInteger();

  private static InetAddress address(int last) throws Exception {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }

  @Test
  void limitsTheConnectionsOfOneAddressUnlessItIsExempt() throws Exception {
    var limiter = new ConnectionLimiter(new ConnectionLimiter.Limits(100, 100, 2));

    assertThat(limiter.tryOpen(http, address(1), false)).isTrue();
    assertThat(limiter.tryOpen(http, address(1), false)).isTrue();
    assertThat(limiter.tryOpen(http, address(1), false)).isFalse();
    assertThat(limiter.tryOpen(http, address(2), false)).isTrue();
    assertThat(limiter.tryOpen(http, address(1), true)).isTrue();
    assertThat(limiter.open()).isEqualTo(4);
  }

  @Test
  void limitsEachListenerAndAllTogether() throws Exception {
    var limiter = new ConnectionLimiter(new ConnectionLimiter.Limits(3, 2, 100));

    assertThat(limiter.tryOpen(http, address(1), false)).isTrue();
    assertThat(limiter.tryOpen(http, address(2), false)).isTrue();
    assertThat(limiter.tryOpen(http, address(3), false)).isFalse();
    assertThat(limiter.tryOpen(https, address(3), false)).isTrue();
    assertThat(limiter.tryOpen(https, address(4), false)).isFalse();
  }

  @Test
  void givesPlacesBack() throws Exception {
    var limiter = new ConnectionLimiter(new ConnectionLimiter.Limits(1, 1, 1));

    assertThat(limiter.tryOpen(http, address(1), false)).isTrue();
    limiter.closed(http, address(1), false);

    assertThat(limiter.open()).isZero();
    assertThat(limiter.tryOpen(http, address(1), false)).isTrue();
  }
}

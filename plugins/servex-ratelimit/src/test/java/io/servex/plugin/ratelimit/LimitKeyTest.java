package io.servex.plugin.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.plugin.ratelimit.store.KeyKind;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class LimitKeyTest {
  @Test
  void readsKeys() {
    assertThat(LimitKey.parse("ip")).isEqualTo(new LimitKey.Address());
    assertThat(LimitKey.parse("user")).isEqualTo(new LimitKey.User());
    assertThat(LimitKey.parse("header:X-Api-Key")).isEqualTo(new LimitKey.Header("X-Api-Key"));
    assertThatThrownBy(() -> LimitKey.parse("header:"))
        .hasMessageStartingWith("header: (expected: ip");
    assertThatThrownBy(() -> LimitKey.parse("cookie")).hasMessageContaining("(expected: ip");
  }

  @Test
  void takesANetworkForOneClient() {
    assertThat(LimitKey.network("1.2.3.4", 64)).isEqualTo("1.2.3.4");
    assertThat(LimitKey.network("2001:db8::1", 64)).isEqualTo(LimitKey.network("2001:db8::2", 64));
    assertThat(LimitKey.network("2001:db8:0:1::1", 64))
        .isNotEqualTo(LimitKey.network("2001:db8::1", 64));
    assertThat(LimitKey.network("2001:db8:0:1::1", 63))
        .isEqualTo(LimitKey.network("2001:db8::1", 63));
    assertThat(LimitKey.network("2001:db8::1", 128)).isEqualTo("2001:db8::1");
  }

  @Test
  void hashesWhatDiffersApart() {
    var hash = new KeyHash(3, 4);
    var seen = new HashSet<Long>();
    for (var kind : KeyKind.values()) {
      for (var text : new String[] {"", "a", "ab", "abc", "abcd", "abcde", "a\0", "\0", "\0\0"}) {
        assertThat(seen.add(hash.of(kind, text))).isTrue();
      }
    }
    assertThat(new KeyHash(3, 5).of(KeyKind.USER, "a")).isNotEqualTo(hash.of(KeyKind.USER, "a"));
  }
}

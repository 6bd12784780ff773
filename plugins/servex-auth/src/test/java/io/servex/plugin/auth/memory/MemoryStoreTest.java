package io.servex.plugin.auth.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.store.AuthStoreContract;
import io.servex.plugin.auth.store.Rotation;
import io.servex.plugin.auth.store.Session;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends AuthStoreContract {
  @Override
  protected AuthStore open() {
    return new MemoryStore(clock);
  }

  /** However many sign in, the memory is bounded. */
  @Test
  void endsTheOldestSessionsWhenThereAreVeryMany() {
    var store = new MemoryStore(clock);
    var good = clock.instant().plus(Duration.ofHours(1));
    for (var i = 0; i < MemoryStore.MOST_SESSIONS_OF_ALL + 10; i++) {
      store.open(new Session("s" + i, "user-" + i % 20_000, "hash", good));
    }

    assertThat(store.end("s9", "hash")).isFalse();
    assertThat(store.end("s10", "hash")).isTrue();
    assertThat(store.rotate("hash", new Session("s11", "user-11", "next", good)))
        .isEqualTo(Rotation.DONE);
  }
}

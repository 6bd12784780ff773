package io.servex.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.RequestKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashingTest {
  private static final int KEYS = 20_000;

  private static BalancingStrategy strategy(String type, double maxLoad) {
    var key = new RequestKey.Header("X");
    return type.equals("maglev")
        ? new Maglev(key, 65_537, maxLoad)
        : new RingHash(key, 160, maxLoad);
  }

  private static Map<String, Backend> owners(String type, List<Backend> backends) {
    var picker = strategy(type, 0).picker(backends);
    var owners = new HashMap<String, Backend>();
    for (var i = 0; i < KEYS; i++) {
      owners.put("key-" + i, picker.pick(Asked.with("key-" + i)));
    }
    return owners;
  }

  private static List<Backend> backends(int... weights) {
    var backends = new ArrayList<Backend>();
    for (var weight : weights) {
      backends.add(FakeBackend.of("backend-" + backends.size(), weight));
    }
    return backends;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring_hash", "maglev"})
  void sharesByWeightAndNotByTheOrderOfTheFile(String type) {
    var backends = backends(1, 1, 2, 4);
    var owners = owners(type, backends);
    var shares = new HashMap<Backend, Integer>();
    owners.values().forEach(owner -> shares.merge(owner, 1, Integer::sum));
    Collections.reverse(backends);

    assertThat(owners(type, backends)).isEqualTo(owners);
    for (var backend : backends) {
      var fair = KEYS * backend.weight() / 8.0;
      assertThat((double) shares.get(backend)).isBetween(fair * 0.5, fair * 1.5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring_hash", "maglev"})
  void theLossOfABackendMovesLittleElse(String type) {
    var backends = backends(1, 1, 1, 1, 1);
    var before = owners(type, backends);
    var after = owners(type, backends.subList(0, 4));
    var moved = 0;
    for (var key : before.keySet()) {
      if (before.get(key) != backends.get(4) && before.get(key) != after.get(key)) {
        moved++;
      }
    }

    assertThat(moved).isLessThanOrEqualTo(type.equals("maglev") ? KEYS / 20 : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring_hash", "maglev"})
  void aHotKeySpreadsOnceItsBackendIsAboveTheBound(String type) {
    var backends = backends(1, 1, 1, 1);
    var picker = strategy(type, 1.25).picker(backends);
    for (var i = 0; i < 400; i++) {
      ((FakeBackend) picker.pick(Asked.with("hot"))).flying().incrementAndGet();
    }

    assertThat(backends)
        .allSatisfy(backend ->
            assertThat(backend.inFlight()).isBetween(1, (int) Math.ceil(1.25 * 400 / 4)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring_hash", "maglev"})
  void manyBackendsAllGetSomething(String type) {
    var weights = new int[300];
    Arrays.fill(weights, 1);
    var backends = backends(weights);

    assertThat(owners(type, backends).values()).containsAll(backends);
  }

  @Test
  void twinsAtOneAddressShare() {
    var twins = List.<Backend>of(FakeBackend.of("same", 1), FakeBackend.of("same", 1));
    for (var type : new String[] {"ring_hash", "maglev"}) {
      var counts = new int[2];
      for (var owner : identities(type, twins)) {
        counts[owner == twins.get(0) ? 0 : 1]++;
      }
      assertThat(counts[0]).isBetween(300, 700);
    }
  }

  private static List<Backend> identities(String type, List<Backend> backends) {
    var picker = strategy(type, 0).picker(backends);
    var picked = new ArrayList<Backend>();
    for (var i = 0; i < 1000; i++) {
      picked.add(picker.pick(Asked.with("key-" + i)));
    }
    return picked;
  }

  @Test
  void hashesOnePartOfTheRequestAtMost() {
    assertThat(new HashOn(Optional.empty(), Optional.empty(), Optional.empty(), false).key())
        .isEqualTo(new RequestKey.ClientAddress());
    assertThat(new HashOn(Optional.empty(), Optional.empty(), Optional.of("id"), false).key())
        .isEqualTo(new RequestKey.Query("id"));
    assertThatThrownBy(() -> new HashOn(Optional.of("X"), Optional.empty(), Optional.empty(), true))
        .hasMessage("2 parts (expected: one of header, cookie, query, path)");
  }
}

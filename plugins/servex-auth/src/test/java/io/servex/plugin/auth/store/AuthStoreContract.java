package io.servex.plugin.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.plugin.auth.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does. */
public abstract class AuthStoreContract {
  private static final String FIRST = "1".repeat(64);
  private static final String SECOND = "2".repeat(64);

  /** What stores that are opened go by. */
  protected final ManualClock clock = new ManualClock();

  private AuthStore store;

  /** Opens an empty store. */
  protected abstract AuthStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private Session session(String id, User user, String hash) {
    return new Session(id, user.id(), hash, clock.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void findsWhoIsThere() {
    var ann = store.add("ann", "hash", List.of("b", "a"));

    assertThat(ann).isNotNull();
    assertThat(ann.name()).isEqualTo("ann");
    assertThat(ann.id()).matches("user-\\d+");
    assertThat(ann.roles()).containsExactly("b", "a");
    assertThat(store.byName("ann")).isEqualTo(ann);
    assertThat(store.byId(ann.id())).isEqualTo(ann);
    assertThat(store.byName("ANN")).isNull();
    assertThat(store.byName("bob")).isNull();
    assertThat(store.byId("user-0")).isNull();
    assertThat(store.byId("x' or '1'='1")).isNull();
  }

  @Test
  void keepsNamesAndRolesAsTheyAre() {
    var name = "Zoë'; drop table users -- 😀";
    var user = store.add(name, "$argon2id$v=19$m=1,t=1,p=1$a$b", List.of("r,1", "\"r\"", "ü"));

    assertThat(user).isNotNull();
    assertThat(store.byName(name)).isEqualTo(user);
    assertThat(user.roles()).containsExactly("r,1", "\"r\"", "ü");
  }

  @Test
  void givesEachNameToOneUser() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      var attempts =
          IntStream.range(0, 32)
              .<Callable<Boolean>>mapToObj(i -> () -> store.add("ann", "h" + i, List.of()) != null)
              .toList();
      var added = 0;
      for (var attempt : threads.invokeAll(attempts)) {
        added += attempt.get() ? 1 : 0;
      }
      assertThat(added).isEqualTo(1);
    }
    assertThat(store.add("bob", "hash", List.of())).isNotNull();
  }

  @Test
  void bringsUsersUpToDate() {
    store.put("ann", "old", List.of("a"));
    var before = store.byName("ann");
    store.put("ann", "new", List.of("b"));
    var after = store.byName("ann");

    assertThat(before).isNotNull();
    assertThat(after).isEqualTo(new User(before.id(), "ann", "new", List.of("b")));
    assertThat(store.byId(before.id())).isEqualTo(after);
  }

  @Test
  void exchangesATokenOnce() {
    var ann = store.add("ann", "hash", List.of());
    store.open(session("s", ann, FIRST));

    assertThat(store.rotate(FIRST, session("s", ann, SECOND))).isEqualTo(Rotation.DONE);
    assertThat(store.rotate(FIRST, session("s", ann, SECOND))).isEqualTo(Rotation.REUSED);
    assertThat(store.rotate(SECOND, session("s", ann, FIRST))).isEqualTo(Rotation.UNKNOWN);
  }

  @Test
  void letsOneOfManyAttemptsWithATokenSucceed() throws Exception {
    var ann = store.add("ann", "hash", List.of());
    store.open(session("s", ann, FIRST));
    try (var threads = Executors.newFixedThreadPool(8)) {
      var attempts =
          IntStream.range(0, 32)
              .<Callable<Rotation>>mapToObj(
                  i -> () -> store.rotate(FIRST, session("s", ann, "%064x".formatted(i))))
              .toList();
      var done = 0;
      var reused = 0;
      for (var attempt : threads.invokeAll(attempts)) {
        done += attempt.get() == Rotation.DONE ? 1 : 0;
        reused += attempt.get() == Rotation.REUSED ? 1 : 0;
      }
      assertThat(done).isEqualTo(1);
      assertThat(reused).isEqualTo(1);
    }
  }

  @Test
  void knowsNoSessionsOfOthers() {
    var ann = store.add("ann", "hash", List.of());
    var bob = store.add("bob", "hash", List.of());
    store.open(session("s", ann, FIRST));

    assertThat(store.rotate(FIRST, session("other", ann, SECOND))).isEqualTo(Rotation.UNKNOWN);
    assertThat(store.rotate(FIRST, session("s", bob, SECOND))).isEqualTo(Rotation.UNKNOWN);
    assertThat(store.rotate(FIRST, session("s", ann, SECOND))).isEqualTo(Rotation.DONE);
  }

  @Test
  void endsASessionByItsGoodTokenAlone() {
    var ann = store.add("ann", "hash", List.of());
    store.open(session("s", ann, FIRST));
    store.open(session("t", ann, FIRST));

    assertThat(store.end("s", SECOND)).isFalse();
    assertThat(store.end("s", FIRST)).isTrue();
    assertThat(store.end("s", FIRST)).isFalse();
    assertThat(store.rotate(FIRST, session("s", ann, SECOND))).isEqualTo(Rotation.UNKNOWN);
    assertThat(store.rotate(FIRST, session("t", ann, SECOND))).isEqualTo(Rotation.DONE);
  }

  @Test
  void keepsNotManySessionsOfOneUser() {
    var ann = store.add("ann", "hash", List.of());
    for (var i = 0; i < 40; i++) {
      store.open(session("s" + i, ann, FIRST));
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(store.rotate(FIRST, session("s0", ann, SECOND))).isEqualTo(Rotation.UNKNOWN);
    assertThat(store.rotate(FIRST, session("s7", ann, SECOND))).isEqualTo(Rotation.UNKNOWN);
    assertThat(store.rotate(FIRST, session("s8", ann, SECOND))).isEqualTo(Rotation.DONE);
    assertThat(store.rotate(FIRST, session("s39", ann, SECOND))).isEqualTo(Rotation.DONE);
  }
}

package io.servex.plugin.auth.memory;

import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.store.Rotation;
import io.servex.plugin.auth.store.Session;
import io.servex.plugin.auth.store.User;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Users and sessions of this process, gone with it.
 *
 * <p><b>Threading:</b> one lock, held for a few look-ups.
 */
final class MemoryStore implements AuthStore {
  private static final int MOST_USERS = 100_000;
  private static final int MOST_SESSIONS = 32;

  /** Of all users together, some 100 MB; the one that began first makes room. */
  static final int MOST_SESSIONS_OF_ALL = 250_000;

  private final InstantSource clock;
  private final Map<String, User> byName = new HashMap<>();
  private final Map<String, User> byId = new HashMap<>();
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private final Map<String, ArrayDeque<String>> sessionsOf = new HashMap<>();
  private long lastId;

  /** An empty store. */
  MemoryStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized @Nullable User byName(String name) {
    return byName.get(name);
  }

  @Override
  public synchronized @Nullable User byId(String id) {
    return byId.get(id);
  }

  @Override
  public synchronized @Nullable User add(String name, String passwordHash, List<String> roles) {
    if (byName.containsKey(name)) {
      return null;
    }
    if (byName.size() >= MOST_USERS) {
      throw new IllegalStateException("there are " + MOST_USERS + " users in memory already");
    }
    return keep(new User("user-" + ++lastId, name, passwordHash, roles));
  }

  private User keep(User user) {
    byName.put(user.name(), user);
    byId.put(user.id(), user);
    return user;
  }

  @Override
  public synchronized void put(String name, String passwordHash, List<String> roles) {
    var known = byName.get(name);
    keep(new User(known == null ? "user-" + ++lastId : known.id(), name, passwordHash, roles));
  }

  @Override
  public synchronized void open(Session session) {
    if (sessions.size() >= MOST_SESSIONS_OF_ALL) {
      remove(sessions.values().iterator().next());
    }
    var own = sessionsOf.computeIfAbsent(session.userId(), user -> new ArrayDeque<>());
    var now = clock.instant();
    own.removeIf(id -> {
      var one = sessions.get(id);
      return one == null || !one.expires().isAfter(now) && sessions.remove(id) != null;
    });
    if (own.size() >= MOST_SESSIONS) {
      sessions.remove(own.removeFirst());
    }
    own.add(session.id());
    sessions.put(session.id(), session);
  }

  @Override
  public synchronized Rotation rotate(String shownHash, Session next) {
    var known = sessions.get(next.id());
    if (known == null || !known.userId().equals(next.userId())) {
      return Rotation.UNKNOWN;
    }
    if (!known.tokenHash().equals(shownHash)) {
      remove(known);
      return Rotation.REUSED;
    }
    sessions.put(next.id(), next);
    return Rotation.DONE;
  }

  @Override
  public synchronized boolean end(String id, String shownHash) {
    var known = sessions.get(id);
    if (known == null || !known.tokenHash().equals(shownHash)) {
      return false;
    }
    remove(known);
    return true;
  }

  private void remove(Session session) {
    sessions.remove(session.id());
    var own = sessionsOf.get(session.userId());
    if (own != null && own.remove(session.id()) && own.isEmpty()) {
      sessionsOf.remove(session.userId());
    }
  }

  @Override
  public void close() {}
}

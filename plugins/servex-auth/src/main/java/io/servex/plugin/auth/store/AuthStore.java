package io.servex.plugin.auth.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps users and their sessions.
 *
 * <p><b>Threading:</b> called by several threads at once, never by an event loop: it may block. A
 * failure is thrown, and lets nobody in.
 */
public interface AuthStore extends AutoCloseable {
  /** The user with a name, or null. */
  @Nullable User byName(String name);

  /** The user with an id, or null. */
  @Nullable User byId(String id);

  /**
   * Adds a user under a new id.
   *
   * @return the user, or null when the name is taken
   */
  @Nullable User add(String name, String passwordHash, List<String> roles);

  /** Gives a user another password and other roles, or adds the user where there is none. */
  void put(String name, String passwordHash, List<String> roles);

  /**
   * Begins a session. Of a user who has very many, the oldest ends.
   *
   * @param session the session, with the hash of its first refresh token
   */
  void open(Session session);

  /**
   * Exchanges a refresh token, in one step: of several attempts with one token one succeeds.
   *
   * @param shownHash the hash of the token that was shown
   * @param next the session as it is with the next token
   * @return what became of it; the session ends unless it was {@link Rotation#DONE}
   */
  Rotation rotate(String shownHash, Session next);

  /**
   * Ends a session.
   *
   * @param id the session
   * @param shownHash the hash of the refresh token that was shown
   * @return whether it was there, and this was its good token
   */
  boolean end(String id, String shownHash);

  @Override
  void close();
}

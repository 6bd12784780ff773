package io.servex.plugin.auth.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps users and their sessions.
 *
 * <p><b>Errors:</b> every method may throw {@link StoreUnavailableException} while the store cannot
 * be reached: users are answered with 503. Anything else that is thrown is a failure of the filter,
 * answered with 500. Neither lets anybody in.
 *
 * <p><b>Threading:</b> called by several threads at once, never by an event loop: it may block. A
 * call that never returns keeps its thread: a store waits for nothing without a limit. {@link
 * #close} is called once; calls that run then are interrupted.
 */
public interface AuthStore extends AutoCloseable {
  /**
   * Finds a user by name.
   *
   * @param name the name, compared letter for letter
   * @return the user, or null
   */
  @Nullable User byName(String name);

  /**
   * Finds a user by id.
   *
   * @param id any text
   * @return the user, or null
   */
  @Nullable User byId(String id);

  /**
   * Adds a user under a new id. Of several attempts with one name one succeeds.
   *
   * @param name the name, 1 to 128 characters
   * @param passwordHash in the notation of PHC strings, less than 512 characters
   * @param roles what the user may act as, in an order that is kept
   * @return the user, or null when the name is taken
   */
  @Nullable User add(String name, String passwordHash, List<String> roles);

  /**
   * Gives a user another password and other roles, or adds the user where there is none.
   *
   * @param name the name
   * @param passwordHash in the notation of PHC strings
   * @param roles what the user may act as
   */
  void put(String name, String passwordHash, List<String> roles);

  /**
   * Begins a session. Of a user who has very many, the oldest ends; those whose time is over may be
   * forgotten.
   *
   * @param session the session, with the hash of its first refresh token
   */
  void open(Session session);

  /**
   * Exchanges a refresh token, in one step: of several attempts with one token one succeeds, over
   * all gateways that share the store.
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

package io.servex.plugin.auth.store;

import java.util.List;

/**
 * Somebody with a password.
 *
 * @param id what never changes
 * @param name what the user signs in with
 * @param passwordHash in the notation of PHC strings
 * @param roles what the user may act as
 */
public record User(String id, String name, String passwordHash, List<String> roles) {
  /** Keeps a copy of the roles. */
  public User {
    roles = List.copyOf(roles);
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "User[" + id + "]";
  }
}

package io.servex.api.filter;

import java.util.List;

/**
 * Whose requests a rule takes.
 *
 * @param required whether the user must be known
 * @param roles of these the user must have at least one; empty for any user
 */
public record Access(boolean required, List<String> roles) {
  /** Keeps a copy of the roles. */
  public Access {
    roles = List.copyOf(roles);
  }

  /**
   * Whether a user may.
   *
   * @param identity a user
   * @return true if the user has one of the roles, or none is demanded
   */
  public boolean permits(Identity identity) {
    return roles.isEmpty() || identity.roles().stream().anyMatch(roles::contains);
  }
}

package io.servex.api.filter;

import java.util.List;

/**
 * Who sends a request, as a filter of the phase {@link FilterPhase#AUTHENTICATION} found out.
 *
 * @param id what tells this user from all others, and never changes
 * @param name what people call this user; the id where there is no other name
 * @param roles what this user may act as
 */
public record Identity(String id, String name, List<String> roles) {
  /** Keeps a copy of the roles. */
  public Identity {
    roles = List.copyOf(roles);
  }
}

package io.servex.plugin.auth;

import io.servex.api.filter.Identity;
import java.util.List;

/** What a request says about its sender. */
sealed interface Finding {
  /** The request says nothing in this way. */
  Finding NOTHING = new Nothing();

  /** What the request says is not so. */
  Finding REFUSED = new Refused();

  /** Nothing is said. */
  record Nothing() implements Finding {}

  /** What is said is wrong, out of date, or not to be understood. */
  record Refused() implements Finding {}

  /**
   * The sender is known.
   *
   * @param identity who it is
   * @param credentials the fields that say so, which no backend needs to see
   */
  record Known(Identity identity, List<String> credentials) implements Finding {}
}

package io.servex.core.exchange;

import io.servex.core.decode.LocalResponse;
import java.util.EnumMap;
import java.util.Map;

/** The answer to each failure, made once. */
final class FailureResponder {
  /** Says what the status says. */
  static final FailureResponder RESERVED = new FailureResponder(false);

  /** Says what went wrong, too. */
  static final FailureResponder OPEN = new FailureResponder(true);

  private final Map<Failure, LocalResponse> answers = new EnumMap<>(Failure.class);

  private FailureResponder(boolean detailed) {
    for (var failure : Failure.values()) {
      var message = failure.message() + (detailed ? ": " + failure.detail() : "");
      answers.put(
          failure,
          failure.status() == 503
              ? LocalResponse.error(503, message, "Retry-After: 1")
              : LocalResponse.error(failure.status(), message));
    }
  }

  LocalResponse answer(Failure failure) {
    var answer = answers.get(failure);
    return answer == null ? LocalResponse.error(500, "Internal Server Error") : answer;
  }
}

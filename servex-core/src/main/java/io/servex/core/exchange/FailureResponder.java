package io.servex.core.exchange;

import io.servex.core.decode.LocalResponse;
import java.util.EnumMap;
import java.util.Map;

/** The answer to each failure, made once. */
final class FailureResponder {
  private final Map<Failure, LocalResponse> answers = new EnumMap<>(Failure.class);

  FailureResponder() {
    for (var failure : Failure.values()) {
      answers.put(
          failure,
          failure.status() == 503
              ? LocalResponse.error(503, failure.message(), "Retry-After: 1")
              : LocalResponse.error(failure.status(), failure.message()));
    }
  }

  LocalResponse answer(Failure failure) {
    var answer = answers.get(failure);
    return answer == null ? LocalResponse.error(500, "Internal Server Error") : answer;
  }
}

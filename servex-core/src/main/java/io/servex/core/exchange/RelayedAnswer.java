package io.servex.core.exchange;

import io.servex.api.exchange.AnswerHead;
import io.servex.core.decode.DecodedResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend's head, to be read only.
 *
 * @param response the head, with what filters have changed
 */
record RelayedAnswer(DecodedResponse response) implements AnswerHead {
  @Override
  public int status() {
    return response.status();
  }

  @Override
  public boolean fromBackend() {
    return true;
  }

  @Override
  public @Nullable String header(String name) {
    return response.fields().first(name);
  }

  @Override
  public List<String> headers(String name) {
    return response.fields().all(name);
  }
}

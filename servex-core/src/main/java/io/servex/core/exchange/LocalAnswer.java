package io.servex.core.exchange;

import io.servex.api.exchange.AnswerHead;
import io.servex.core.decode.LocalResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer that the gateway or a filter made, to be read only.
 *
 * @param response the answer
 */
record LocalAnswer(LocalResponse response) implements AnswerHead {
  @Override
  public int status() {
    return response.status();
  }

  @Override
  public boolean fromBackend() {
    return false;
  }

  @Override
  public @Nullable String header(String name) {
    var all = headers(name);
    return all.isEmpty() ? null : all.getFirst();
  }

  @Override
  public List<String> headers(String name) {
    var found = new ArrayList<String>(1);
    if (name.equalsIgnoreCase("Content-Type") && !response.contentType().isEmpty()) {
      found.add(response.contentType());
    }
    for (var line : response.fields()) {
      var colon = line.indexOf(':');
      if (colon == name.length() && line.regionMatches(true, 0, name, 0, colon)) {
        found.add(line.substring(colon + 1).strip());
      }
    }
    return List.copyOf(found);
  }
}

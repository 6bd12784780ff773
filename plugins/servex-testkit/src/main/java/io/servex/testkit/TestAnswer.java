package io.servex.testkit;

import io.servex.api.exchange.AnswerHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer, as exchange listeners see it.
 *
 * @param status 101, or 200 to 999
 * @param fromBackend whether a backend gave it
 * @param fields the header fields in their order
 */
public record TestAnswer(int status, boolean fromBackend, List<TestRequest.Field> fields)
    implements AnswerHead {
  /** Copies the list. */
  public TestAnswer {
    fields = List.copyOf(fields);
  }

  /**
   * A backend's answer with a text.
   *
   * @param status the status
   * @return the head
   */
  public static TestAnswer of(int status) {
    return new TestAnswer(
        status, true, List.of(new TestRequest.Field("Content-Type", "text/plain")));
  }

  @Override
  public @Nullable String header(String name) {
    var all = headers(name);
    return all.isEmpty() ? null : all.getFirst();
  }

  @Override
  public List<String> headers(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(TestRequest.Field::value)
        .toList();
  }
}

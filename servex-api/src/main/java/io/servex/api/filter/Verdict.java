package io.servex.api.filter;

import java.util.concurrent.CompletionStage;

/** What a filter decided about a request. */
public sealed interface Verdict {
  /** The next filter is asked, and behind the last one the backend. */
  Verdict CONTINUE = new Continue();

  /**
   * Answers in the backend's place. No further filter is asked.
   *
   * @param response the answer
   */
  static Verdict respond(Response response) {
    return new Respond(response);
  }

  /**
   * Decides later. The client is not read from in the meantime, beyond what {@link
   * FilterExchange#body} asks for. A stage that ends exceptionally counts as a filter that threw;
   * so does one that does not end within the time that the exchange has.
   *
   * @param verdict the decision, completed on any thread
   */
  static Verdict await(CompletionStage<Verdict> verdict) {
    return new Await(verdict);
  }

  /** The next filter is asked. */
  record Continue() implements Verdict {}

  /**
   * The answer is here.
   *
   * @param response the answer
   */
  record Respond(Response response) implements Verdict {}

  /**
   * The decision comes later.
   *
   * @param verdict the decision
   */
  record Await(CompletionStage<Verdict> verdict) implements Verdict {}
}

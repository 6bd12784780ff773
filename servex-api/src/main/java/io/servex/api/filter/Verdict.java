package io.servex.api.filter;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

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

  /**
   * Lets the request pass after a change: what a filter that decided later has to say about the
   * exchange, which it may touch within calls alone.
   *
   * @param change called once, on the event loop of the exchange
   */
  static Verdict change(Consumer<FilterExchange> change) {
    return new Change(change);
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

  /**
   * The next filter is asked after a change.
   *
   * @param change what is changed
   */
  record Change(Consumer<FilterExchange> change) implements Verdict {}
}

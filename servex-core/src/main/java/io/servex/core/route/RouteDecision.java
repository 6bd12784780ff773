package io.servex.core.route;

/** What the table says about one request. */
public sealed interface RouteDecision<T> {
  /** A rule applies. */
  record Matched<T>(Route<T> route) implements RouteDecision<T> {}

  /** An endpoint of the gateway has exactly this path. */
  record BuiltIn<T>(T target) implements RouteDecision<T> {}

  /**
   * Rules apply but for the method.
   *
   * @param allow their methods, as the Allow field lists them
   */
  record MethodNotAllowed<T>(String allow) implements RouteDecision<T> {}

  /** Nothing applies. */
  record NoRoute<T>() implements RouteDecision<T> {}
}

package io.servex.api.plugin;

/**
 * What becomes of requests while a component is left alone because it has failed too often. A
 * single failure never lets a request pass, whatever the policy.
 */
public enum FailurePolicy {
  /** Requests that would need it are answered with 500. */
  CLOSED,
  /** Requests pass without it. */
  OPEN
}

package io.servex.api.plugin;

/**
 * Whether requests depend on a component that fails too often. A single failure never lets its own
 * request pass, whatever the policy.
 */
public enum FailurePolicy {
  /** They do: it is asked about each one, and those about which it fails are answered with 500. */
  CLOSED,
  /** They do not: it is left alone for a minute, and requests pass without it. */
  OPEN
}

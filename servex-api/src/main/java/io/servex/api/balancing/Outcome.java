package io.servex.api.balancing;

/** How an attempt on a backend ended, as far as balancing cares. */
public enum Outcome {
  /** A response head with a status below 500, other than 429. */
  ANSWERED,
  /** 429 or 503: the backend asks for less. */
  OVERLOADED,
  /** Another status of 500 or above. */
  SERVER_ERROR,
  /** No connection could be opened, or its TLS handshake failed. */
  CONNECT_FAILED,
  /** The connection broke, or spoke nonsense, before the response was complete. */
  BROKEN,
  /** A deadline of the gateway passed. */
  TIMED_OUT,
  /** The client went away, or the gateway gave the attempt up: says nothing about the backend. */
  ABANDONED
}

package io.servex.api.filter;

/**
 * Where in the way of a request a filter stands. Filters are asked in the order of these constants,
 * and within one phase in the order of the configuration; answers pass them in the opposite order.
 */
public enum FilterPhase {
  /**
   * Adds fields to every answer, whoever makes it: so it is first, also before {@link #REDIRECT}.
   */
  SECURITY_HEADERS,
  /** Answers what browsers ask before they send a request to another origin (Fetch §3.2). */
  CORS,
  /** Sends clients elsewhere before anything is done for them: to HTTPS, to another host. */
  REDIRECT,
  /** Refuses by what is known of the client and of the request's head. */
  ACCESS,
  /** Refuses what comes too often. */
  RATE_LIMIT,
  /** Answers at paths of the gateway's own: see {@link Filter#endpoints}. */
  ENDPOINTS,
  /** Refuses requests that another site made a browser send. */
  CSRF,
  /** Finds out who asks. */
  AUTHENTICATION,
  /** Decides whether whoever asks may. */
  AUTHORIZATION,
  /** Refuses what comes too often from one user. */
  USER_LIMIT,
  /** Answers from what is known already, or says how long an answer may be kept. */
  CACHE,
  /** Chooses the coding of the answer's body. */
  COMPRESSION,
  /** Changes what is sent to the backend, or what comes from it. */
  TRANSFORM,
  /** Answers what no rule took. */
  FALLBACK;

  /**
   * Whether filters of this phase keep requests from where they may not go, so that they can never
   * be passed over.
   *
   * @return true for access, CSRF, authentication and authorisation
   */
  public boolean protects() {
    return this == ACCESS || this == CSRF || this == AUTHENTICATION || this == AUTHORIZATION;
  }

  /**
   * Whether the gateway's own endpoints pass filters of this phase too. The health endpoint passes
   * but those that add fields to answers.
   *
   * @return true up to {@link #RATE_LIMIT}
   */
  public boolean beforeEndpoints() {
    return compareTo(RATE_LIMIT) <= 0;
  }
}

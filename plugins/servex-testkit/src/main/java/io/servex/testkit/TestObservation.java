package io.servex.testkit;

import io.servex.api.balancing.Backend;
import io.servex.api.exchange.AnswerHead;
import io.servex.api.exchange.ExchangeListener;
import io.servex.api.exchange.ObservedExchange;
import io.servex.api.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that tells one listener what happens to it.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class TestObservation implements ObservedExchange {
  private final ExchangeListener listener;
  private final TestRequest request;
  private @Nullable String rule;
  private @Nullable String user;
  private @Nullable Backend backend;
  private @Nullable String failure;
  private @Nullable Object kept;
  private int attempts;
  private int status;
  private long bytesIn;
  private long bytesOut;
  private long elapsedNanos;

  /**
   * An exchange of which the listener knows nothing yet.
   *
   * @param listener who is told
   * @param request the request
   */
  public TestObservation(ExchangeListener listener, TestRequest request) {
    this.listener = listener;
    this.request = request;
  }

  /** Tells that it began. */
  public void begin() {
    listener.began(this);
  }

  /**
   * Tells where the request goes.
   *
   * @param name the rule; null for none
   */
  public void route(@Nullable String name) {
    rule = name;
    listener.routed(this);
  }

  /**
   * Tells that a backend is tried.
   *
   * @param chosen the backend
   */
  public void attempt(Backend chosen) {
    backend = chosen;
    attempts++;
    listener.attempted(this, chosen);
  }

  /**
   * Tells of the answer's head.
   *
   * @param head the head
   */
  public void answer(AnswerHead head) {
    status = head.status();
    listener.answered(this, head);
  }

  /**
   * The bodies so far.
   *
   * @param in bytes of the request
   * @param out bytes of the answer
   */
  public void transfer(long in, long out) {
    bytesIn += in;
    bytesOut += out;
  }

  /**
   * Some time passes.
   *
   * @param nanos nanoseconds
   */
  public void pass(long nanos) {
    elapsedNanos += nanos;
  }

  /**
   * A filter found out who sends the request.
   *
   * @param id the user
   */
  public void identify(String id) {
    user = id;
  }

  /**
   * Something goes wrong.
   *
   * @param id the failure; {@code client_abort} is a client that leaves, with the status 499
   */
  public void fail(String id) {
    failure = id;
    if (id.equals("client_abort")) {
      status = 499;
    }
  }

  /** Tells that it is over. */
  public void end() {
    listener.ended(this);
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public String requestId() {
    return "test-1";
  }

  @Override
  public @Nullable String rule() {
    return rule;
  }

  @Override
  public @Nullable String user() {
    return user;
  }

  @Override
  public @Nullable Backend backend() {
    return backend;
  }

  @Override
  public int attempts() {
    return attempts;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public @Nullable String failure() {
    return failure;
  }

  @Override
  public long bytesIn() {
    return bytesIn;
  }

  @Override
  public long bytesOut() {
    return bytesOut;
  }

  @Override
  public long elapsedNanos() {
    return elapsedNanos;
  }

  @Override
  public void keep(Object value) {
    kept = value;
  }

  @Override
  public @Nullable Object kept() {
    return kept;
  }
}

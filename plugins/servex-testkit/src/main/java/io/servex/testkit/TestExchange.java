package io.servex.testkit;

import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.BodyTooLargeException;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Identity;
import io.servex.api.filter.Response;
import io.servex.api.http.AddressBlocks;
import io.servex.api.http.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through a single filter.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class TestExchange implements FilterExchange {
  private final byte[] body;
  private TestRequest request;
  private @Nullable Object kept;
  private @Nullable Identity identity;
  private long bodyBound = Long.MAX_VALUE;
  private final List<AuditEvent> events = new ArrayList<>();

  /**
   * An exchange without a body.
   *
   * @param request the request
   */
  public TestExchange(TestRequest request) {
    this(request, new byte[0]);
  }

  /**
   * An exchange with a body.
   *
   * @param request the request
   * @param body its body, which is here at once
   */
  public TestExchange(TestRequest request, byte[] body) {
    this.request = request;
    this.body = body.clone();
  }

  /**
   * The request as the backend would get it.
   *
   * @return with the changes that were made
   */
  public TestRequest forwarded() {
    return request;
  }

  @Override
  public RequestHead request() {
    return request;
  }

  /** The address of the request, whatever is trusted. */
  @Override
  public String clientAddress(AddressBlocks trusted) {
    return request.clientAddress();
  }

  @Override
  public void identify(Identity known) {
    identity = known;
  }

  @Override
  public @Nullable Identity identity() {
    return identity;
  }

  @Override
  public void audit(AuditEvent event) {
    events.add(event);
  }

  /**
   * What the filter reported.
   *
   * @return the events so far
   */
  public List<AuditEvent> events() {
    return List.copyOf(events);
  }

  @Override
  public void limitBody(long most, Response refusal) {
    bodyBound = Math.min(bodyBound, most);
  }

  /**
   * The smallest bound that the filter set for the body.
   *
   * @return bytes; {@link Long#MAX_VALUE} for none
   */
  public long bodyBound() {
    return bodyBound;
  }

  @Override
  public String requestId() {
    return "test-1";
  }

  @Override
  public String rule() {
    return "rule";
  }

  @Override
  public long bodyLength() {
    return body.length;
  }

  @Override
  public void setHeader(String name, String value) {
    FieldRules.check(name, value);
    request = request.without(name).with(name, value);
  }

  @Override
  public void removeHeader(String name) {
    FieldRules.check(name, "");
    request = request.without(name);
  }

  @Override
  public void removeHeaders(String prefix) {
    request = request.withoutBelow(prefix);
  }

  @Override
  public CompletionStage<byte[]> bodyPrefix(int length) {
    return CompletableFuture.completedFuture(Arrays.copyOf(body, Math.min(body.length, length)));
  }

  @Override
  public CompletionStage<byte[]> body(int limit) {
    return body.length > limit
        ? CompletableFuture.failedFuture(new BodyTooLargeException(limit))
        : CompletableFuture.completedFuture(body.clone());
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

package io.servex.core.filter;

import io.servex.api.filter.Access;
import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Identity;
import io.servex.api.filter.Response;
import io.servex.api.http.AddressBlocks;
import io.servex.api.http.RequestHead;
import io.servex.core.decode.AddedFields;
import io.servex.core.decode.DecodedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as its filters see it, each with a place of its own for what it keeps; and what they
 * have said about it.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
abstract sealed class SeenExchange implements FilterExchange permits FilterRun {
  private static final int MOST_EVENTS = 16;

  final FilterChain chain;
  final DecodedRequest request;
  final FilterRun.Exchange exchange;
  private final byte[] requestId;
  private final @Nullable String rule;
  private @Nullable Object @Nullable [] kept;
  private @Nullable Identity identity;
  private List<AuditEvent> events = List.of();

  /** The filter that looks, by its place in the chain. */
  int current;

  SeenExchange(
      FilterChain chain,
      DecodedRequest request,
      byte[] requestId,
      @Nullable String rule,
      FilterRun.Exchange exchange) {
    this.chain = chain;
    this.request = request;
    this.requestId = requestId;
    this.rule = rule;
    this.exchange = exchange;
  }

  final Shadow.Subject subject() {
    return new Shadow.Subject(
        requestId(), request.clientAddress(), request.method(), request.path());
  }

  final @Nullable Shadow currentShadow() {
    return chain.slot(current).shadow();
  }

  /** What filters reported. */
  public List<AuditEvent> auditEvents() {
    return events;
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public String clientAddress(AddressBlocks trusted) {
    return request.clientAddress(trusted);
  }

  @Override
  public void audit(AuditEvent event) {
    if (events.isEmpty()) {
      events = new ArrayList<>(2);
    }
    if (events.size() < MOST_EVENTS) {
      events.add(currentShadow() == null ? event : event.with("mode", "shadow"));
    }
  }

  @Override
  public String requestId() {
    return new String(requestId, StandardCharsets.ISO_8859_1);
  }

  @Override
  public @Nullable String rule() {
    return rule;
  }

  @Override
  public long bodyLength() {
    return switch (request.framing()) {
      case NONE -> 0;
      case LENGTH -> request.contentLength();
      case CHUNKED, UNTIL_CLOSE -> -1;
    };
  }

  @Override
  public void limitBody(long most, Response refusal) {
    var shadow = currentShadow();
    if (shadow == null) {
      exchange.limitBody(most, refusal, chain.slot(current).type());
    } else {
      shadow.change();
    }
  }

  @Override
  public void setHeader(String name, String value) {
    AddedFields.checkRequest(name, value);
    var shadow = currentShadow();
    if (shadow != null) {
      shadow.change();
      return;
    }
    request.fields().dropAll(name);
    request.fields().append(name, value);
  }

  @Override
  public void removeHeader(String name) {
    var shadow = currentShadow();
    if (shadow == null) {
      request.fields().dropAll(name);
    } else if (request.header(name) != null) {
      shadow.change();
    }
  }

  @Override
  public void removeHeaders(String prefix) {
    var shadow = currentShadow();
    if (shadow == null) {
      request.fields().dropAllBelow(prefix);
    } else if (request.fields().anyBelow(prefix)) {
      shadow.change();
    }
  }

  @Override
  public @Nullable Access access() {
    return chain.access();
  }

  @Override
  public void identify(Identity known) {
    if (currentShadow() == null) {
      identity = known;
    }
  }

  @Override
  public @Nullable Identity identity() {
    return identity;
  }

  @Override
  public CompletionStage<byte[]> body(int limit) {
    return read(limit, true);
  }

  @Override
  public CompletionStage<byte[]> bodyPrefix(int length) {
    return read(length, false);
  }

  private CompletionStage<byte[]> read(int limit, boolean whole) {
    var shadow = currentShadow();
    if (shadow == null) {
      return exchange.readBody(limit, whole);
    }
    // Whoever reads a body holds the exchange up; so a filter in shadow waits for ever.
    shadow.fail();
    return new CompletableFuture<>();
  }

  @Override
  public void keep(Object value) {
    var values = kept;
    if (values == null) {
      values = new Object[chain.length()];
      kept = values;
    }
    values[current] = value;
  }

  @Override
  public @Nullable Object kept() {
    var values = kept;
    return values == null ? null : values[current];
  }
}

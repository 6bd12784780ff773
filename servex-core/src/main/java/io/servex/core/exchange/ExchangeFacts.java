package io.servex.core.exchange;

import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.filter.FilterRun;
import io.servex.core.select.RuleBackend;
import org.jspecify.annotations.Nullable;

/**
 * What may be known of an exchange by those that take no part in it: logs, metrics, dumps.
 *
 * <p><b>Threading:</b> like the exchange.
 */
public abstract sealed class ExchangeFacts permits Exchange {
  private final RunningExchanges running;
  final ExchangeTerms terms;
  final DecodedRequest request;
  final ClientEdge client;
  final byte[] requestId;
  final @Nullable Trace trace;
  final long startedNanos = System.nanoTime();
  final Attempts attempts = new Attempts(startedNanos);
  final RequestRelay relay;
  final @Nullable ExchangeEvents events;
  final ResponseRelay answer;
  ExchangeState state = ExchangeState.RECEIVED;
  Destination.@Nullable Upstream upstream;
  @Nullable Failure failure;
  long endedNanos;

  ExchangeFacts(Exchanges among, DecodedRequest request, ClientEdge client) {
    this.running = among.running();
    this.terms = among.settings().terms();
    this.request = request;
    this.client = client;
    this.requestId = RequestId.of(request);
    this.relay = new RequestRelay(client);
    this.events = ExchangeEvents.of(terms.listeners(), this);
    this.answer = new ResponseRelay(request, events);
    var tracing = terms.tracing();
    this.trace = tracing == null ? null : tracing.begin(request);
  }

  final void become(ExchangeState next) {
    assert client.worker().eventLoop().inEventLoop();
    assert Transitions.allowed(state, next) : state + " to " + next;
    state = next;
  }

  final void tellBegin() {
    var observers = terms.observers();
    for (var i = 0; i < observers.size(); i++) {
      observers.get(i).began(this);
    }
    if (events != null) {
      events.began();
    }
  }

  final void tellAttempt(RuleBackend backend) {
    if (events != null) {
      events.attempted(backend);
    }
  }

  /** It is over, once and for all. */
  final void tellEnd() {
    if (events != null) {
      events.ended();
    }
    running.ended();
    var observers = terms.observers();
    for (var i = 0; i < observers.size(); i++) {
      observers.get(i).ended(this);
    }
  }

  public DecodedRequest request() {
    return request;
  }

  public ClientEdge client() {
    return client;
  }

  public byte[] requestId() {
    return requestId;
  }

  /** Its place in a trace, or null when the gateway takes no part in any. */
  public @Nullable Trace trace() {
    return trace;
  }

  public ForwardingSettings forwarding() {
    return terms.forwarding();
  }

  /** What the route table found, or null when it found nothing. */
  public abstract @Nullable Destination destination();

  /** The rule's backends, or null when no rule was involved. */
  public Destination.@Nullable Upstream upstream() {
    return upstream;
  }

  /** The backend of the current attempt, or of the last one. */
  public @Nullable RuleBackend backend() {
    return attempts.last();
  }

  public ExchangeState state() {
    return state;
  }

  /** The status that the client was answered with; 499 when it left before. */
  public int status() {
    return answer.status();
  }

  public @Nullable Failure failure() {
    return failure;
  }

  /** What the request passed on its way; null for nothing. */
  public abstract @Nullable FilterRun filters();

  public int attempts() {
    return attempts.count();
  }

  public long bytesIn() {
    return relay.bytes();
  }

  public long bytesOut() {
    return answer.bytes();
  }

  /** How many requests the backend had in flight when this one was given to it, this included. */
  public int backendInFlight() {
    return attempts.inFlight();
  }

  /** From the head of the request to the end of the response. */
  public long durationNanos() {
    return endedNanos - startedNanos;
  }
}

package io.servex.core.exchange;

import io.netty.buffer.ByteBuf;
import io.servex.api.balancing.Outcome;
import io.servex.core.decode.ClientAddress;
import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.DeadlineWheel;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.decode.Framing;
import io.servex.core.decode.HeadFields;
import io.servex.core.decode.LocalResponse;
import io.servex.core.decode.Rejection;
import io.servex.core.decode.RequestBody;
import io.servex.core.route.RouteDecision;
import io.servex.core.select.RetryPolicy;
import io.servex.core.select.RuleBackend;
import io.servex.core.select.Selection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response.
 *
 * <p>It is driven from two sides: the client's, through {@link RequestBody}, and the backend's,
 * through the methods that begin with {@code upstream}. A place at a backend is taken once per
 * attempt and given back exactly once, in {@link #releaseBackend}.
 *
 * <p><b>Threading:</b> confined to the event loop that owns both connections.
 */
public final class Exchange extends DeadlineWheel.Deadline implements RequestBody {
  private static final RetryPolicy RETRY = new RetryPolicy();

  private final Exchanges.Settings settings;
  private final Connector connector;
  private final FailureResponder failures;
  private final DecodedRequest request;
  private final ClientEdge client;
  private final byte[] requestId;
  private final boolean idempotent;
  private final long startedNanos = System.nanoTime();
  private final Selection selection = new Selection();
  private ExchangeState state = ExchangeState.RECEIVED;
  private Destination.@Nullable Upstream upstream;
  private @Nullable Destination destination;
  private @Nullable RuleBackend backend;
  private @Nullable RuleBackend lastBackend;
  private @Nullable UpstreamEdge edge;
  private @Nullable ByteBuf held;
  private @Nullable HeadFields trailers;
  private @Nullable Failure failure;
  private long totalDeadline = Long.MAX_VALUE;
  private long phaseDeadline = Long.MAX_VALUE;
  private long attemptNanos;
  private long headNanos;
  private long endedNanos;
  private long bytesIn;
  private long bytesOut;
  private int attempts;
  private int status;
  private boolean requestEnded;
  private boolean bodyConsumed;
  private boolean eventStream;
  private boolean lastEdgeReused;
  private int backendInFlight;

  Exchange(
      Exchanges.Settings settings,
      Connector connector,
      FailureResponder failures,
      DecodedRequest request,
      ClientEdge client) {
    this.settings = settings;
    this.connector = connector;
    this.failures = failures;
    this.request = request;
    this.client = client;
    this.requestId = RequestId.of(request);
    this.idempotent = isIdempotent(request);
  }

  private static boolean isIdempotent(DecodedRequest request) {
    return request.isMethod("GET")
        || request.isHead()
        || request.isMethod("OPTIONS")
        || request.isMethod("PUT")
        || request.isMethod("DELETE");
  }

  // ---- the request

  void begin() {
    var decision = settings.routes().route(request);
    if (decision instanceof RouteDecision.BuiltIn<Destination>(var target)) {
      destination = target;
    } else if (decision instanceof RouteDecision.Matched<Destination>(var route)) {
      destination = route.target();
    }
    var token = settings.token();
    if (token != null && !(destination instanceof Destination.Endpoint(_, var open, _) && open)) {
      var refusal = token.check(request);
      if (refusal != null) {
        respondLocally(refusal);
        return;
      }
    }
    switch (destination) {
      case Destination.Endpoint endpoint -> endpoint(endpoint);
      case Destination.Upstream target -> forward(target);
      case null ->
          respondLocally(
              decision instanceof RouteDecision.MethodNotAllowed<Destination>(var allow)
                  ? LocalResponse.error(405, "Method Not Allowed", "Allow: " + allow)
                  : LocalResponse.error(404, "Not Found"));
    }
  }

  private void endpoint(Destination.Endpoint endpoint) {
    if (!request.isMethod("GET") && !request.isHead()) {
      respondLocally(LocalResponse.error(405, "Method Not Allowed", "Allow: GET, HEAD"));
      return;
    }
    respondLocally(endpoint.handler().apply(request));
  }

  private void forward(Destination.Upstream target) {
    upstream = target;
    totalDeadline =
        target.timeoutNanos() > 0 ? startedNanos + target.timeoutNanos() : Long.MAX_VALUE;
    var peer = client.peer();
    selection.begin(
        request, peer.trusted() ? ClientAddress.hash(request.clientAddress()) : peer.addressHash());
    rearm();
    attempt(Failure.NO_HEALTHY_BACKEND);
  }

  // ---- attempts

  private void attempt(Failure ifNoneIsLeft) {
    var target = upstream;
    if (target == null) {
      return;
    }
    switch (target.balancer().select(selection)) {
      case SELECTED -> connect(selection.backend());
      case NO_HEALTHY -> fail(attempts == 0 ? Failure.NO_HEALTHY_BACKEND : ifNoneIsLeft);
      case ALL_FULL -> fail(attempts == 0 ? Failure.CONNECTION_LIMIT : ifNoneIsLeft);
      case EXHAUSTED -> fail(ifNoneIsLeft);
    }
  }

  private void connect(@Nullable RuleBackend selected) {
    if (selected == null) {
      fail(Failure.INTERNAL);
      return;
    }
    attempts++;
    backend = selected;
    lastBackend = selected;
    backendInFlight = selected.inFlight();
    attemptNanos = attempts == 1 ? startedNanos : System.nanoTime();
    become(ExchangeState.CONNECTING);
    connector.connect(selected, this, attempts > 1);
  }

  /** A connection is there. */
  public void connected(UpstreamEdge connection) {
    if (state != ExchangeState.CONNECTING) {
      connection.cancel();
      return;
    }
    become(ExchangeState.AWAITING);
    edge = connection;
    connection.begin(this);
    var first = held;
    held = null;
    if (first != null) {
      bodyConsumed = true;
      connection.bodyPart(first);
    }
    if (requestEnded) {
      connection.bodyEnd(trailers);
    }
    awaitHead();
    if (request.framing() == Framing.NONE || first != null || request.expectsContinue()) {
      connection.flush();
    }
    client.resume();
  }

  private void awaitHead() {
    var limit = settings.timeouts().responseHead();
    if (limit > 0 && requestEnded) {
      phaseDeadline = System.nanoTime() + limit;
      rearm();
    }
  }

  /** No connection could be opened. */
  public void connectFailed(Failure reason) {
    var failed = backend;
    if (state != ExchangeState.CONNECTING || failed == null) {
      return;
    }
    failed.state().connectFailed(System.nanoTime());
    releaseBackend(Outcome.CONNECT_FAILED);
    attempt(reason);
  }

  // ---- news of the backend

  /** An interim response came. */
  public void upstreamInterim(DecodedResponse response) {
    if (state == ExchangeState.AWAITING) {
      client.interim(response);
    }
  }

  /** The final head came, with the first part of the body. <b>Ownership</b> of the part passes. */
  public void upstreamHead(DecodedResponse response, ByteBuf part, boolean last) {
    become(ExchangeState.RELAYING);
    status = response.status();
    eventStream = response.isEventStream();
    headNanos = System.nanoTime();
    bytesOut += part.readableBytes();
    answered();
    if (last) {
      finish();
      client.respond(response, requestId, part, true);
      return;
    }
    if (eventStream) {
      totalDeadline = Long.MAX_VALUE;
    }
    streamDeadline(headNanos);
    client.respond(response, requestId, part, false);
    if (!client.writable()) {
      pauseUpstream();
    }
  }

  private void answered() {
    var answering = backend;
    if (answering != null) {
      answering.state().answered();
    }
  }

  /** A further part came. <b>Ownership</b> passes. */
  public void upstreamPart(ByteBuf part, boolean last) {
    bytesOut += part.readableBytes();
    if (state == ExchangeState.TUNNELLING) {
      client.tunnel(part);
      return;
    }
    if (last) {
      finish();
      client.bodyPart(part, true);
      return;
    }
    streamDeadline(System.nanoTime());
    client.bodyPart(part, false);
  }

  private void streamDeadline(long now) {
    var limit = settings.timeouts().streamIdle();
    phaseDeadline = limit > 0 ? now + limit : Long.MAX_VALUE;
    rearm();
  }

  /** The body is complete, with trailers if there were any. */
  public void upstreamEnd(@Nullable HeadFields ending) {
    finish();
    client.end(ending);
  }

  /** No more bytes are at hand for the moment. */
  public void upstreamReadComplete() {
    if (state == ExchangeState.RELAYING || state == ExchangeState.TUNNELLING) {
      client.flush();
    }
  }

  /** The backend takes more, or less, than it is sent. */
  public void upstreamWritable(boolean writable) {
    if (writable) {
      client.resume();
    } else {
      client.pause();
    }
  }

  /** The backend agreed to change the protocol. <b>Ownership</b> of the rest passes. */
  public void upstreamUpgraded(DecodedResponse response, ByteBuf rest) {
    become(ExchangeState.TUNNELLING);
    status = 101;
    headNanos = System.nanoTime();
    totalDeadline = Long.MAX_VALUE;
    phaseDeadline = Long.MAX_VALUE;
    client.worker().deadlines().disarm(this);
    answered();
    client.upgrade(response, requestId, rest);
    readComplete();
  }

  /**
   * The backend broke off, or spoke nonsense.
   *
   * @param reason what went wrong
   * @param sawBytes whether any byte of a response came
   */
  public void upstreamFailed(Failure reason, boolean sawBytes) {
    edge = null;
    switch (state) {
      case AWAITING -> failedAwaiting(reason, sawBytes);
      case RELAYING -> {
        failure = Failure.TRUNCATED;
        finish(Outcome.BROKEN);
        client.flush();
        client.abort();
      }
      case TUNNELLING -> {
        finish(Outcome.ANSWERED);
        client.closeTunnel();
      }
      case RECEIVED, CONNECTING, DONE -> {}
    }
  }

  private void failedAwaiting(Failure reason, boolean sawBytes) {
    var failed = backend;
    var resetBeforeResponse = reason == Failure.RESET && !sawBytes;
    if (failed != null && resetBeforeResponse && !lastEdgeReused) {
      failed.state().connectFailed(System.nanoTime());
    }
    if (resetBeforeResponse && RETRY.mayRetry(idempotent, false, bodyConsumed, sawBytes)) {
      if (lastEdgeReused && failed != null) {
        become(ExchangeState.CONNECTING);
        connector.connect(failed, this, true);
        return;
      }
      releaseBackend(Outcome.BROKEN);
      attempt(reason);
      return;
    }
    releaseBackend(Outcome.BROKEN);
    fail(reason);
  }

  /** Told by the backend's side just before it reports a failure. */
  public void upstreamWasReused(boolean reused) {
    lastEdgeReused = reused;
  }

  // ---- news of the client

  @Override
  public void bodyPart(ByteBuf part) {
    bytesIn += part.readableBytes();
    var connection = edge;
    switch (state) {
      case RECEIVED, CONNECTING -> {
        held = held == null ? part : held.alloc().compositeBuffer().addComponents(true, held, part);
        client.pause();
      }
      case AWAITING, RELAYING, TUNNELLING -> {
        if (connection == null) {
          part.release();
          return;
        }
        bodyConsumed = true;
        connection.bodyPart(part);
        if (!connection.writable()) {
          client.pause();
        }
      }
      case DONE -> part.release();
    }
  }

  @Override
  public void bodyEnd(@Nullable HeadFields ending) {
    requestEnded = true;
    trailers = ending;
    var connection = edge;
    if (connection != null && state != ExchangeState.DONE) {
      connection.bodyEnd(ending);
      if (state == ExchangeState.AWAITING && settings.timeouts().responseHead() > 0) {
        awaitHead();
      }
    }
  }

  @Override
  public void readComplete() {
    var connection = edge;
    if (connection != null && (bodyConsumed || state == ExchangeState.TUNNELLING)) {
      connection.flush();
    }
  }

  @Override
  public void bodyRefused(Rejection rejection) {
    failure = Failure.BAD_REQUEST_BODY;
    giveUp(LocalResponse.error(rejection.status(), rejection.message()));
  }

  @Override
  public void bodyLate() {
    failure = Failure.CLIENT_TIMEOUT;
    giveUp(failures.answer(Failure.CLIENT_TIMEOUT));
  }

  private void giveUp(LocalResponse answer) {
    var relaying = state == ExchangeState.RELAYING;
    cancelUpstream();
    status = answer.status();
    finish(Outcome.ABANDONED);
    if (relaying) {
      client.abort();
    } else {
      client.respond(answer, requestId);
    }
  }

  @Override
  public void clientGone() {
    if (state == ExchangeState.DONE) {
      return;
    }
    if (state != ExchangeState.TUNNELLING) {
      failure = Failure.CLIENT_ABORT;
      status = Failure.CLIENT_ABORT.status();
    }
    cancelUpstream();
    finish(Outcome.ABANDONED);
  }

  @Override
  public void clientWritable(boolean writable) {
    if (writable) {
      var connection = edge;
      if (connection != null) {
        streamDeadlineIfRelaying();
        connection.resume();
      }
    } else {
      pauseUpstream();
    }
  }

  private void streamDeadlineIfRelaying() {
    if (state == ExchangeState.RELAYING) {
      streamDeadline(System.nanoTime());
    }
  }

  private void pauseUpstream() {
    var connection = edge;
    if (connection != null && state != ExchangeState.DONE) {
      phaseDeadline = Long.MAX_VALUE;
      connection.pause();
    }
  }

  // ---- deadlines

  private void rearm() {
    var at = Math.min(totalDeadline, phaseDeadline);
    if (at == Long.MAX_VALUE) {
      client.worker().deadlines().disarm(this);
    } else {
      client.worker().deadlines().arm(this, at);
    }
  }

  @Override
  protected void expired(long nowNanos) {
    if (state == ExchangeState.DONE) {
      return;
    }
    var relaying = state == ExchangeState.RELAYING;
    cancelUpstream();
    failure = Failure.TIMEOUT;
    if (relaying) {
      finish(Outcome.TIMED_OUT);
      client.flush();
      client.abort();
      return;
    }
    releaseBackend(Outcome.TIMED_OUT);
    fail(Failure.TIMEOUT);
  }

  // ---- ends

  private void fail(Failure reason) {
    failure = reason;
    respondLocally(failures.answer(reason));
  }

  private void respondLocally(LocalResponse answer) {
    status = answer.status();
    bytesOut += answer.body().length;
    finish(Outcome.ABANDONED);
    client.respond(answer, requestId);
  }

  private void cancelUpstream() {
    var connection = edge;
    edge = null;
    if (connection != null) {
      connection.cancel();
    }
  }

  private void finish() {
    edge = null;
    finish(outcome(status));
  }

  private void finish(Outcome outcome) {
    endedNanos = System.nanoTime();
    releaseBackend(outcome);
    become(ExchangeState.DONE);
    client.worker().deadlines().remove(this);
    var rest = held;
    held = null;
    if (rest != null) {
      rest.release();
    }
    var observers = settings.observers();
    for (var i = 0; i < observers.size(); i++) {
      observers.get(i).ended(this);
    }
  }

  private static Outcome outcome(int status) {
    if (status == 429 || status == 503) {
      return Outcome.OVERLOADED;
    }
    return status >= 500 ? Outcome.SERVER_ERROR : Outcome.ANSWERED;
  }

  private void releaseBackend(Outcome outcome) {
    var taken = backend;
    var target = upstream;
    backend = null;
    if (taken != null && target != null) {
      taken.state().release();
      var until = headNanos != 0 ? headNanos : System.nanoTime();
      target.balancer().completed(taken, outcome, until - attemptNanos);
    }
  }

  private void become(ExchangeState next) {
    assert client.worker().eventLoop().inEventLoop();
    assert Transitions.allowed(state, next) : state + " to " + next;
    state = next;
  }

  // ---- what others may know

  public DecodedRequest request() {
    return request;
  }

  public ClientEdge client() {
    return client;
  }

  public byte[] requestId() {
    return requestId;
  }

  /** The id as text. */
  public String requestIdText() {
    return new String(requestId, StandardCharsets.ISO_8859_1);
  }

  public ForwardingSettings forwarding() {
    return settings.forwarding();
  }

  public ExchangeTimeouts timeouts() {
    return settings.timeouts();
  }

  /** The rule's backends, or null when no rule was involved. */
  public Destination.@Nullable Upstream upstream() {
    return upstream;
  }

  /** The backend of the current attempt, or of the last one. */
  public @Nullable RuleBackend backend() {
    return backend == null ? lastBackend : backend;
  }

  public ExchangeState state() {
    return state;
  }

  /** Whether a response after this one would be of no use to anybody. */
  public boolean done() {
    return state == ExchangeState.DONE;
  }

  /** The time that is left for connecting, in nanoseconds; at least a millisecond. */
  public long connectNanos() {
    return Math.max(
        1_000_000L, Math.min(settings.timeouts().connect(), totalDeadline - System.nanoTime()));
  }

  /** The status that the client was answered with; 499 when it left before. */
  public int status() {
    return status;
  }

  public @Nullable Failure failure() {
    return failure;
  }

  public int attempts() {
    return attempts;
  }

  public long bytesIn() {
    return bytesIn;
  }

  public long bytesOut() {
    return bytesOut;
  }

  /** How many requests the backend had in flight when this one was given to it, this included. */
  public int backendInFlight() {
    return backendInFlight;
  }

  /** From the head of the request to the end of the response. */
  public long durationNanos() {
    return endedNanos - startedNanos;
  }
}

package io.servex.core.exchange;

import io.netty.buffer.ByteBuf;
import io.servex.api.balancing.Outcome;
import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.decode.Framing;
import io.servex.core.decode.HeadFields;
import io.servex.core.decode.LocalResponse;
import io.servex.core.decode.Pressure;
import io.servex.core.decode.Rejection;
import io.servex.core.decode.RequestBody;
import io.servex.core.filter.FilterRun;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response.
 *
 * <p>It is driven from two sides: the client's, through {@link RequestBody}, and the backend's,
 * through the methods that begin with {@code upstream}. {@link Attempts} keeps account of the
 * places that it takes at backends.
 *
 * <p><b>Threading:</b> confined to the event loop that owns both connections.
 */
public final class Exchange extends ExchangeFacts implements RequestBody, Admission.Listener {
  private final ExchangeDeadline deadline;
  private final Delivery delivery;
  private final Admission admission;
  private @Nullable UpstreamEdge edge;
  private @Nullable ExchangeCapture capture;
  private boolean eventStream;

  Exchange(Exchanges among, DecodedRequest request, ClientEdge client) {
    super(among, request, client);
    this.deadline = new ExchangeDeadline(client.worker().deadlines(), this);
    this.delivery = new Delivery(this, among.connector(), attempts, relay, deadline);
    this.admission = new Admission(among.settings(), this, relay);
  }

  // ---- the request

  void begin() {
    var run = admission.filters();
    if (run != null) {
      answer.through(run);
    }
    if (client.worker().pressure().sheds(Pressure.Level.REQUESTS)
        && Dispatch.canBeShed(admission.destination())) {
      upstream = admission.destination() instanceof Destination.Upstream target ? target : null;
      fail(Failure.OVERLOADED);
    } else {
      admission.begin();
    }
  }

  @Override
  public void admitted() {
    deadline.disarm();
    var exceeded = relay.exceeded(0);
    if (exceeded != null) {
      bodyTooLong(exceeded);
      return;
    }
    switch (admission.destination()) {
      case Destination.Endpoint endpoint -> respondLocally(Dispatch.ask(endpoint, request));
      case Destination.Deferred deferred ->
          Dispatch.defer(deferred, this, relay, this::deferredAnswer);
      case Destination.Upstream target -> forward(target);
      case null -> respondLocally(Dispatch.withoutRule(admission.decision()));
    }
  }

  @Override
  public void refused(LocalResponse refusal) {
    respondLocally(refusal);
  }

  @Override
  public void failed() {
    fail(Failure.FILTER);
  }

  @Override
  public void waits(long atMostNanos) {
    deadline.total(startedNanos + atMostNanos);
  }

  private void deferredAnswer(LocalResponse answer) {
    if (state == ExchangeState.RECEIVED) {
      respondLocally(answer);
    }
  }

  private void forward(Destination.Upstream target) {
    upstream = target;
    var tap = target.tap();
    if (tap != null) {
      capture = ExchangeCapture.begin(tap, request, client);
      relay.show(capture);
      answer.into(capture);
    }
    if (target.timeoutNanos() > 0) {
      deadline.total(startedNanos + target.timeoutNanos());
    }
    delivery.begin(target.balancer());
  }

  // ---- attempts

  /** Another attempt begins. */
  void connecting() {
    become(ExchangeState.CONNECTING);
    deadline.withoutPhase();
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
    var anyBody = relay.begin(connection);
    awaitHead();
    if (anyBody || request.framing() == Framing.NONE || request.expectsContinue()) {
      connection.flush();
    }
    client.resume();
  }

  private void awaitHead() {
    var limit = terms.timeouts().responseHead();
    if (limit > 0 && relay.ended()) {
      deadline.phase(System.nanoTime(), limit);
    }
  }

  /** No connection could be opened. */
  public void connectFailed(Failure reason) {
    if (state == ExchangeState.CONNECTING) {
      delivery.connectFailed(reason);
    }
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
    if (delivery.replaces(response)) {
      part.release();
      edge = last ? null : edge;
      cancelUpstream();
      delivery.resend();
      return;
    }
    become(ExchangeState.RELAYING);
    eventStream = response.isEventStream();
    var now = System.nanoTime();
    attempts.answered(response, now);
    var outcome = Attempts.outcome(response.status());
    var instead = answer.head(response);
    if (instead != null) {
      part.release();
      replace(instead, last, outcome);
      return;
    }
    var sent = answer.first(response, part, last);
    if (sent == null) {
      replace(answer.local(terms.failures().answer(Failure.FILTER)), last, outcome);
      return;
    }
    if (last) {
      finish(outcome);
      client.respond(response, requestId, sent, true);
      return;
    }
    if (eventStream) {
      deadline.withoutTotal();
    }
    deadline.phase(now, terms.timeouts().streamIdle());
    client.respond(response, requestId, sent, false);
    if (!client.writable()) {
      pauseUpstream();
    }
  }

  /** Answers with something else than what the backend has begun to. */
  private void replace(LocalResponse instead, boolean last, Outcome outcome) {
    if (answer.failed()) {
      failure = Failure.FILTER;
    }
    if (!last) {
      cancelUpstream();
    }
    finish(outcome);
    client.respond(instead, requestId);
  }

  /** A further part came. <b>Ownership</b> passes. */
  public void upstreamPart(ByteBuf part, boolean last) {
    if (state == ExchangeState.TUNNELLING) {
      answer.tunnelled(part.readableBytes());
      client.tunnel(part);
      return;
    }
    var sent = answer.part(part, last);
    if (sent == null) {
      breakOff(last);
    } else if (last) {
      finish(Attempts.outcome(answer.status()));
      client.bodyPart(sent, true);
    } else {
      deadline.phase(System.nanoTime(), terms.timeouts().streamIdle());
      client.bodyPart(sent, false);
    }
  }

  /** The body is complete, with trailers if there were any. */
  public void upstreamEnd(@Nullable HeadFields ending) {
    var rest = answer.rest();
    if (rest == null) {
      breakOff(true);
      return;
    }
    finish(Attempts.outcome(answer.status()));
    client.bodyPart(rest, false);
    client.end(ending);
  }

  /** A filter broke the body: what the client got must look broken. */
  private void breakOff(boolean last) {
    failure = Failure.FILTER;
    if (!last) {
      cancelUpstream();
    }
    finish(Attempts.outcome(answer.status()));
    client.flush();
    client.abort();
  }

  /** No more bytes are at hand for the moment. */
  public void upstreamReadComplete() {
    if (state == ExchangeState.RELAYING && !answer.flush(client)) {
      breakOff(false);
    } else if (state == ExchangeState.RELAYING || state == ExchangeState.TUNNELLING) {
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
    answer.upgraded(response);
    deadline.disarm();
    attempts.answered(response, System.nanoTime());
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
    var reused = edge != null && edge.reused();
    edge = null;
    switch (state) {
      case AWAITING -> delivery.broken(reason, sawBytes, reused);
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

  // ---- news of the client

  @Override
  public void bodyPart(ByteBuf part) {
    var open = state != ExchangeState.TUNNELLING && state != ExchangeState.DONE;
    var exceeded = open ? relay.exceeded(part.readableBytes()) : null;
    if (exceeded != null) {
      part.release();
      bodyTooLong(exceeded);
      return;
    }
    if (capture != null && open) {
      capture.requestPart(part);
    }
    switch (state) {
      case RECEIVED, CONNECTING -> relay.hold(part);
      case AWAITING, RELAYING, TUNNELLING -> relay.send(part, edge);
      case DONE -> part.release();
    }
  }

  @Override
  public void bodyEnd(@Nullable HeadFields ending) {
    relay.end(ending);
    var connection = edge;
    if (connection != null && state != ExchangeState.DONE) {
      connection.bodyEnd(ending);
      if (state == ExchangeState.AWAITING && terms.timeouts().responseHead() > 0) {
        awaitHead();
      }
    }
  }

  @Override
  public void readComplete() {
    var connection = edge;
    if (connection != null && (relay.sent() || state == ExchangeState.TUNNELLING)) {
      connection.flush();
    }
  }

  @Override
  public void bodyRefused(Rejection rejection) {
    failure = Failure.BAD_REQUEST_BODY;
    giveUp(LocalResponse.error(rejection.status(), rejection.message()));
  }

  private void bodyTooLong(BodyBound exceeded) {
    failure = state == ExchangeState.RELAYING ? Failure.BAD_REQUEST_BODY : null;
    giveUp(admission.bodyTooLong(exceeded));
  }

  @Override
  public void bodyLate() {
    failure = Failure.CLIENT_TIMEOUT;
    giveUp(terms.failures().answer(Failure.CLIENT_TIMEOUT));
  }

  private void giveUp(LocalResponse refusal) {
    var relaying = state == ExchangeState.RELAYING;
    cancelUpstream();
    if (relaying) {
      finish(Outcome.ABANDONED);
      client.abort();
    } else {
      respondLocally(refusal);
    }
  }

  @Override
  public void clientGone() {
    if (state == ExchangeState.DONE) {
      return;
    }
    if (state != ExchangeState.TUNNELLING) {
      failure = Failure.CLIENT_ABORT;
      answer.status(Failure.CLIENT_ABORT.status());
    }
    cancelUpstream();
    finish(Outcome.ABANDONED);
  }

  @Override
  public void clientWritable(boolean writable) {
    var connection = edge;
    if (!writable) {
      pauseUpstream();
    } else if (connection != null) {
      if (state == ExchangeState.RELAYING) {
        deadline.phase(System.nanoTime(), terms.timeouts().streamIdle());
      }
      connection.resume();
    }
  }

  private void pauseUpstream() {
    var connection = edge;
    if (connection != null && state != ExchangeState.DONE) {
      deadline.withoutPhase();
      connection.pause();
    }
  }

  // ---- deadlines

  void tooLate() {
    if (state == ExchangeState.DONE) {
      return;
    }
    if (admission.tooLate()) {
      fail(Failure.FILTER);
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
    attempts.release(Outcome.TIMED_OUT);
    fail(Failure.TIMEOUT);
  }

  // ---- ends

  void fail(Failure reason) {
    failure = reason;
    respondLocally(terms.failures().answer(reason));
  }

  private void respondLocally(LocalResponse response) {
    var sent = answer.local(response);
    var file = sent.file();
    if (file != null && state == ExchangeState.RECEIVED) {
      become(ExchangeState.RELAYING);
      deadline.disarm();
      file.whenSent(this::fileSent);
    } else {
      finish(Outcome.ABANDONED);
    }
    client.respond(sent, requestId);
  }

  private void fileSent(long count) {
    answer.fileSent(count);
    if (state == ExchangeState.RELAYING) {
      finish(Attempts.outcome(answer.status()));
    }
  }

  private void cancelUpstream() {
    var connection = edge;
    edge = null;
    if (connection != null) {
      connection.cancel();
    }
  }

  /** From here on, the connection may be another exchange's. */
  private void finish(Outcome outcome) {
    edge = null;
    endedNanos = System.nanoTime();
    attempts.release(outcome);
    become(ExchangeState.DONE);
    deadline.remove();
    relay.release();
    admission.over();
    answer.ended();
    if (capture != null) {
      capture.ended(this, failure != Failure.CLIENT_ABORT);
    }
    tellEnd();
  }

  /** The time that is left for connecting, in nanoseconds; at least a millisecond. */
  public long connectNanos() {
    return Math.max(
        1_000_000L, Math.min(terms.timeouts().connect(), deadline.leftNanos(System.nanoTime())));
  }

  // ---- what others may know

  @Override
  public @Nullable Destination destination() {
    return admission.destination();
  }

  @Override
  public @Nullable FilterRun filters() {
    return admission.filters();
  }
}

package io.servex.core.exchange;

import io.servex.core.decode.ClientAddress;
import io.servex.core.decode.ClientPeer;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.LocalResponse;
import io.servex.core.route.RouteDecision;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What becomes of a request before any backend is asked. */
final class Dispatch {
  private static final byte[] NO_BODY = {};

  private Dispatch() {}

  /** Where a decision leads; null when no rule took the request. */
  static @Nullable Destination destination(RouteDecision<Destination> decision) {
    if (decision instanceof RouteDecision.BuiltIn<Destination>(var target)) {
      return target;
    }
    return decision instanceof RouteDecision.Matched<Destination>(var route)
        ? route.target()
        : null;
  }

  /** Whether a gateway under pressure leaves a request undone: its own endpoints still answer. */
  static boolean canBeShed(@Nullable Destination destination) {
    return destination == null || destination instanceof Destination.Upstream;
  }

  /** The answer of one of the gateway's own endpoints. */
  static LocalResponse ask(Destination.Endpoint endpoint, DecodedRequest request) {
    var refusal = Destination.Accepted.READING.refusal(request);
    return refusal == null ? endpoint.handler().apply(request) : refusal;
  }

  /**
   * Has an endpoint's answer made, or refused; it is given on the event loop.
   *
   * @param relay where the body is
   */
  static void defer(
      Destination.Deferred endpoint,
      Exchange exchange,
      RequestRelay relay,
      Consumer<LocalResponse> answer) {
    var accepts = endpoint.accepts();
    var request = exchange.request();
    var refusal = accepts.refusal(request);
    if (refusal != null) {
      answer.accept(refusal);
      return;
    }
    if (accepts.timeoutNanos() > 0) {
      exchange.waits(accepts.timeoutNanos());
    }
    var loop = exchange.client().worker().eventLoop();
    Consumer<LocalResponse> onLoop = made -> loop.execute(() -> answer.accept(made));
    if (accepts.bodyLimit() == 0) {
      endpoint.handler().handle(request, NO_BODY, onLoop);
      return;
    }
    var whole =
        relay
            .collect(accepts.bodyLimit(), true, request)
            .whenComplete((body, problem) -> {
              if (problem == null) {
                endpoint.handler().handle(request, body, onLoop);
              } else {
                onLoop.accept(LocalResponse.error(413, "Request body too large"));
              }
            });
    assert whole != null;
  }

  /** The hash of the client's address, as far as it is to be believed. */
  static long addressHash(DecodedRequest request, ClientPeer peer) {
    return peer.trusted() ? ClientAddress.hash(request.clientAddress()) : peer.addressHash();
  }

  /** The answer to a request that no rule took. */
  static LocalResponse withoutRule(@Nullable RouteDecision<Destination> decision) {
    return decision instanceof RouteDecision.MethodNotAllowed<Destination>(var allow)
        ? LocalResponse.error(405, "Method Not Allowed", "Allow: " + allow)
        : LocalResponse.error(404, "Not Found");
  }

  /** How long the way to a destination may take, in nanoseconds. */
  static long patience(@Nullable Destination destination, long otherwise) {
    return destination instanceof Destination.Upstream target && target.timeoutNanos() > 0
        ? target.timeoutNanos()
        : otherwise;
  }
}

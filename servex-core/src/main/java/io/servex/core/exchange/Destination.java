package io.servex.core.exchange;

import io.servex.api.capture.Tap;
import io.servex.api.http.RequestHead;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.LocalResponse;
import io.servex.core.route.PathRewrite;
import io.servex.core.select.LoadBalancer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a matched request goes. */
public sealed interface Destination {
  /** The name of the rule, or of the endpoint. */
  String name();

  /**
   * The backends of a rule.
   *
   * @param name the rule's name
   * @param balancer chooses among them
   * @param rewrite makes the path that they see
   * @param timeoutNanos from the request's head to the response's end, event streams apart
   * @param host what the Host field says
   * @param tap captures exchanges; null for none
   */
  record Upstream(
      String name,
      LoadBalancer balancer,
      PathRewrite rewrite,
      long timeoutNanos,
      HostField host,
      @Nullable Tap tap)
      implements Destination {}

  /**
   * An endpoint of the gateway itself.
   *
   * @param name the endpoint's name
   * @param open whether it answers without the gateway's token
   * @param handler makes the answer, quickly and on the event loop
   */
  record Endpoint(String name, boolean open, Function<RequestHead, LocalResponse> handler)
      implements Destination {}

  /**
   * An endpoint of the gateway itself whose answer takes its time.
   *
   * @param name the endpoint's name
   * @param open whether it answers without the gateway's token
   * @param handler makes the answer, elsewhere than on the event loop
   */
  record Deferred(String name, boolean open, DeferredHandler handler) implements Destination {}

  /** Makes the answers of an endpoint later. */
  interface DeferredHandler {
    /**
     * Takes a request over, quickly and on its event loop.
     *
     * @param request valid during the call only
     * @param answer where the answer goes, once and from any thread; an exchange that ended in the
     *     meantime ignores it
     */
    void handle(DecodedRequest request, Consumer<LocalResponse> answer);
  }

  /**
   * What the Host field of a forwarded request says.
   *
   * @param backend whether it names the backend
   * @param literal what it says otherwise; null for what the client sent
   */
  record HostField(boolean backend, @Nullable String literal) {
    /** The client's own. */
    public static final HostField PRESERVED = new HostField(false, null);
  }
}

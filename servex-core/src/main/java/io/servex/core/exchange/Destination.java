package io.servex.core.exchange;

import io.servex.api.capture.Tap;
import io.servex.api.http.RequestHead;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.LocalResponse;
import io.servex.core.filter.FilterChain;
import io.servex.core.route.PathRewrite;
import io.servex.core.select.LoadBalancer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a matched request goes. */
public sealed interface Destination {
  /** The name of the rule, or of the endpoint. */
  String name();

  /** What requests pass on their way here. */
  FilterChain filters();

  /**
   * The backends of a rule.
   *
   * @param name the rule's name
   * @param balancer chooses among them
   * @param rewrite makes the path that they see
   * @param timeoutNanos from the request's head to the response's end, event streams apart
   * @param host what the Host field says
   * @param tap captures exchanges; null for none
   * @param filters what requests pass on their way here
   */
  record Upstream(
      String name,
      LoadBalancer balancer,
      PathRewrite rewrite,
      long timeoutNanos,
      HostField host,
      @Nullable Tap tap,
      FilterChain filters)
      implements Destination {}

  /**
   * An endpoint of the gateway itself.
   *
   * @param name the endpoint's name
   * @param open whether it answers without the gateway's token
   * @param handler makes the answer, quickly and on the event loop
   * @param filters what requests pass on their way here
   */
  record Endpoint(
      String name, boolean open, Function<RequestHead, LocalResponse> handler, FilterChain filters)
      implements Destination {
    /** An endpoint that nothing filters. */
    public Endpoint(String name, boolean open, Function<RequestHead, LocalResponse> handler) {
      this(name, open, handler, FilterChain.NONE);
    }

    /** The same behind filters. */
    public Endpoint behind(FilterChain chain) {
      return new Endpoint(name, open, handler, chain);
    }
  }

  /**
   * An endpoint of the gateway itself whose answer takes its time.
   *
   * @param name the endpoint's name
   * @param open whether it answers without the gateway's token
   * @param accepts which requests it takes
   * @param handler makes the answer, elsewhere than on the event loop
   * @param filters what requests pass on their way here
   */
  record Deferred(
      String name, boolean open, Accepted accepts, DeferredHandler handler, FilterChain filters)
      implements Destination {
    /** An endpoint that is only read, and that nothing filters. */
    public Deferred(String name, boolean open, DeferredHandler handler) {
      this(name, open, Accepted.READING, handler, FilterChain.NONE);
    }

    /** The same within a time from the request's head to the answer. */
    public Deferred within(long nanos) {
      return new Deferred(name, open, accepts.within(nanos), handler, filters);
    }

    /** The same behind filters. */
    public Deferred behind(FilterChain chain) {
      return new Deferred(name, open, accepts, handler, chain);
    }
  }

  /**
   * The requests that an endpoint takes.
   *
   * @param methods the methods, as the Allow field lists them; HEAD only where it is named
   * @param bodyLimit the most bytes of a body, which is read as a whole; 0 leaves bodies unread
   * @param timeoutNanos from the request's head to the answer; 0 for none
   */
  record Accepted(List<String> methods, int bodyLimit, long timeoutNanos) {
    /** GET and HEAD. */
    public static final Accepted READING = new Accepted(List.of("GET", "HEAD"), 0, 0);

    /** Copies the list. */
    public Accepted {
      methods = List.copyOf(methods);
    }

    /** The same within a time. */
    public Accepted within(long nanos) {
      return new Accepted(methods, bodyLimit, nanos);
    }

    /** The answer to a method that is not among them; null for the others. */
    @Nullable LocalResponse refusal(DecodedRequest request) {
      for (var i = 0; i < methods.size(); i++) {
        if (request.isMethod(methods.get(i))) {
          return null;
        }
      }
      return LocalResponse.error(405, "Method Not Allowed", "Allow: " + String.join(", ", methods));
    }
  }

  /** Makes the answers of an endpoint later. */
  interface DeferredHandler {
    /**
     * Takes a request over, quickly and on its event loop.
     *
     * @param request valid during the call only
     * @param body the whole body; empty where bodies are left unread
     * @param answer where the answer goes, once and from any thread; an exchange that ended in the
     *     meantime ignores it
     */
    void handle(DecodedRequest request, byte[] body, Consumer<LocalResponse> answer);
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

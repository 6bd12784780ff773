package io.servex.server.admin;

import io.servex.api.http.RequestHead;
import io.servex.core.decode.LocalResponse;
import io.servex.core.exchange.Destination;
import io.servex.core.filter.FilterChain;
import io.servex.server.embed.EndpointExchange;
import io.servex.server.embed.EndpointHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A path that the program around the gateway answers, with a handler for each method. HEAD is
 * answered like GET, without the body.
 *
 * <p><b>Threading:</b> for one thread until it is built.
 */
public final class CustomEndpoint {
  private final String path;
  private final Map<String, EndpointHandler> handlers = new LinkedHashMap<>();

  /**
   * Begins without a method.
   *
   * @throws IllegalArgumentException if the path cannot be that of a request
   */
  public CustomEndpoint(String path) {
    if (!path.matches("/[^\\s?#%]*") || path.matches(".*(//|/\\.{1,2}(/.*)?$).*")) {
      throw new IllegalArgumentException(
          path
              + " (expected: a path that begins with /, without a query, escapes or dot segments)");
    }
    this.path = path;
  }

  /**
   * Answers a method.
   *
   * @throws IllegalArgumentException if the method has a handler, or is none that can have one
   */
  public void handle(String method, EndpointHandler handler) {
    if (!method.matches("[A-Z][A-Z-]*") || method.equals("CONNECT") || method.equals("TRACE")) {
      throw new IllegalArgumentException(method + " (expected: a method such as GET)");
    }
    if (handlers.putIfAbsent(method, handler) != null) {
      throw new IllegalArgumentException(
          method + " " + path + ": has a handler (expected: one for each method of a path)");
    }
  }

  /** Where requests for the path go. */
  public Destination.Deferred destination() {
    var methods = new ArrayList<>(handlers.keySet());
    var byMethod = new LinkedHashMap<>(handlers);
    var get = handlers.get("GET");
    if (get != null && !handlers.containsKey("HEAD")) {
      methods.add(methods.indexOf("GET") + 1, "HEAD");
      byMethod.put("HEAD", get);
    }
    var all = Map.copyOf(byMethod);
    return new Destination.Deferred(
        path,
        false,
        new Destination.Accepted(List.copyOf(methods), EndpointExchange.MOST_BODY, 0),
        new OffLoop(path, (request, body) -> answer(all, request, body)),
        FilterChain.NONE);
  }

  private static LocalResponse answer(
      Map<String, EndpointHandler> handlers, RequestHead request, byte[] body) throws Exception {
    var handler = handlers.get(request.method());
    if (handler == null) {
      throw new IllegalStateException(request.method() + " was taken and has no handler");
    }
    var exchange = new CustomExchange(request, body);
    handler.handle(exchange);
    return LocalResponse.of(exchange.response());
  }
}

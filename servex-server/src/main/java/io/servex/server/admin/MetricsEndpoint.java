package io.servex.server.admin;

import io.servex.api.http.RequestHead;
import io.servex.core.decode.LocalResponse;
import io.servex.core.exchange.Destination;
import io.servex.server.observe.Exposition;
import java.util.List;

/** Shows all metrics, in OpenMetrics' format to those who ask for it and in Prometheus' else. */
public final class MetricsEndpoint {
  private static final List<String> FIELDS =
      List.of("Cache-Control: no-cache, no-store, must-revalidate");

  private final Exposition exposition;

  /** Shows what an exposition knows. */
  public MetricsEndpoint(Exposition exposition) {
    this.exposition = exposition;
  }

  /**
   * Where requests for a path go.
   *
   * @param path the path
   * @param open whether the gateway's token is not needed
   */
  public Destination destination(String path, boolean open) {
    return new Destination.Deferred(
        path, open, new OffLoop(path, (request, body) -> answer(request)));
  }

  private LocalResponse answer(RequestHead request) {
    var openMetrics = Accept.prefers(request, "application/openmetrics-text", "text/plain");
    return new LocalResponse(
        200, exposition.contentType(openMetrics), exposition.page(openMetrics), FIELDS);
  }
}

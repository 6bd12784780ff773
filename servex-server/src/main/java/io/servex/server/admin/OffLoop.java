package io.servex.server.admin;

import io.servex.api.http.RequestHead;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.LocalResponse;
import io.servex.core.exchange.Destination;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes answers on virtual threads, so that what takes its time holds up no other request.
 *
 * <p><b>Threading:</b> {@link #handle} is called on event loops; the answer is made on a thread of
 * its own for each request.
 */
final class OffLoop implements Destination.DeferredHandler {
  private static final Logger LOG = LoggerFactory.getLogger(OffLoop.class);

  private final String name;
  private final Maker maker;

  /** Makes an answer. */
  @FunctionalInterface
  interface Maker {
    /**
     * May take its time.
     *
     * @param request a copy, to be kept at will
     * @param body the request's body
     * @throws Exception if there is no answer
     */
    LocalResponse make(RequestHead request, byte[] body) throws Exception;
  }

  OffLoop(String name, Maker maker) {
    this.name = name;
    this.maker = maker;
  }

  @Override
  public void handle(DecodedRequest request, byte[] body, Consumer<LocalResponse> answer) {
    var copy = RequestCopy.of(request);
    var thread =
        Thread.ofVirtual().name("servex-endpoint").start(() -> answer.accept(answer(copy, body)));
    assert thread.isVirtual();
  }

  /** The wall between the gateway and code that may throw. */
  private LocalResponse answer(RequestHead request, byte[] body) {
    try {
      return maker.make(request, body);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      LOG.atError().addKeyValue("endpoint", name).setCause(e).log("endpoint failed");
      return LocalResponse.error(500, "Internal Server Error");
    }
  }
}

/**
 * The traffic dump. It exports nothing: the recorder and the sinks are found by {@link
 * java.util.ServiceLoader}.
 */
@org.jspecify.annotations.NullMarked
module io.servex.dump {
  requires io.servex.api;
  requires static org.jspecify;

  opens io.servex.dump to
      io.servex.server;

  provides io.servex.api.capture.RecorderProvider with
      io.servex.dump.TrafficRecorderProvider;
  provides io.servex.api.dump.DumpSinkProvider with
      io.servex.dump.JsonlSinkProvider,
      io.servex.dump.StdoutSinkProvider;
}

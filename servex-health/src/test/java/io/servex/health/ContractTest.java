package io.servex.health;

import io.servex.api.health.HealthProbeProvider;
import io.servex.testkit.HealthProbeContract;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** What plugins owe the gateway, its own probes owe too. */
class ContractTest {
  private static void answerHttp(Socket socket) throws IOException {
    var in = socket.getInputStream();
    var end = 0;
    while (end < 4) {
      var c = in.read();
      if (c < 0) {
        return;
      }
      end = c == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : 0;
    }
    var out = socket.getOutputStream();
    out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Nested
  class OfHttp extends HealthProbeContract<HttpProbeProvider.Config> {
    @Override
    protected HealthProbeProvider<HttpProbeProvider.Config> provider() {
      return new HttpProbeProvider();
    }

    @Override
    protected HttpProbeProvider.Config config() {
      return new HttpProbeProvider.Config(List.of("200-299"), Optional.of("ok"));
    }

    @Override
    protected void answer(Socket socket) throws IOException {
      answerHttp(socket);
    }
  }

  @Nested
  class OfTcp extends HealthProbeContract<TcpProbeProvider.Config> {
    @Override
    protected HealthProbeProvider<TcpProbeProvider.Config> provider() {
      return new TcpProbeProvider();
    }

    @Override
    protected TcpProbeProvider.Config config() {
      return new TcpProbeProvider.Config();
    }

    @Override
    protected void answer(Socket socket) {}

    @Override
    protected boolean waitsForAnAnswer() {
      return false;
    }
  }
}

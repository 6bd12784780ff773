package io.servex.server;

import io.servex.server.config.ConfigException;
import io.servex.server.control.ControlSocket;
import java.io.IOException;

/** {@code reload}: has a running gateway read its configuration anew. */
final class ReloadCommand {
  private final Invocation invocation;

  ReloadCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  int run() {
    try {
      var file = invocation.file();
      var named = invocation.flags().controlSocket;
      var configured = named == null ? "" : named;
      if (configured.isEmpty() && file != null) {
        configured = invocation.load().config().server().controlSocket();
      }
      var socket = ControlSocket.path(configured, file);
      if (socket == null) {
        return invocation.problem("server.control_socket: none (expected: a path)");
      }
      var outcome = ControlSocket.reload(socket);
      outcome.lines().forEach((outcome.done() ? invocation.out() : invocation.err())::println);
      return outcome.done() ? Invocation.OK : Invocation.PROBLEM;
    } catch (ConfigException e) {
      invocation.err().println(e.duringReload());
      return Invocation.PROBLEM;
    } catch (IOException e) {
      return invocation.problem(e.getMessage());
    }
  }
}

package io.servex.server.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's end of the {@link ControlSocket}, on a thread of its own. */
final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private final Path path;
  private final ServerSocketChannel server;
  private final Supplier<Reloads.Outcome> reload;

  private ControlServer(Path path, ServerSocketChannel server, Supplier<Reloads.Outcome> reload) {
    this.path = path;
    this.server = server;
    this.reload = reload;
  }

  /**
   * Starts to listen. A socket that a gateway left behind is replaced, one that answers is not.
   *
   * @throws IOException if the socket cannot be made
   */
  static ControlServer start(Path path, Supplier<Reloads.Outcome> reload) throws IOException {
    var folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      makeFolder(folder);
    }
    if (Files.exists(path)) {
      if (answers(path)) {
        throw new IOException("another gateway listens there");
      }
      Files.delete(path);
    }
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    var control = new ControlServer(path, server, reload);
    Thread.ofPlatform().daemon().name("servex-control").start(control::serve);
    return control;
  }

  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else if (Files.isWritable(folder)
        && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(folder + ": anybody may write there");
    }
  }

  private static boolean answers(Path path) {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void serve() {
    while (server.isOpen()) {
      try (var client = server.accept()) {
        answer(client);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RuntimeException e) {
        LOG.atWarn().addKeyValue("error", e.toString()).log("control connection failed");
      }
    }
  }

  private void answer(SocketChannel client) throws IOException {
    var reader =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
    var command = reader.readLine();
    if (command == null) {
      return;
    }
    var text =
        command.equals(ControlSocket.RELOAD)
            ? ControlSocket.answer(reload.get())
            : ControlSocket.FAILED + "\nunknown command\n";
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("error", e.toString()).log("control socket left behind");
    }
  }
}

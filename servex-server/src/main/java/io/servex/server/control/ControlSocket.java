package io.servex.server.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The socket in the file system over which the command line reaches a running gateway. Who may
 * write to the socket's folder may command the gateway; the folder is made for its user alone.
 *
 * <p>The protocol: one line with a command; the answer is {@code ok} or {@code failed} in a line,
 * and what there is to say in those behind it.
 */
public final class ControlSocket {
  static final String RELOAD = "reload";
  static final String OK = "ok";
  static final String FAILED = "failed";
  private static final String NONE = "none";

  private ControlSocket() {}

  /**
   * Where the socket of a gateway is.
   *
   * @param configured what {@code server.control_socket} says; empty for a place that follows from
   *     the user and the file
   * @param file the gateway's configuration; null for none
   * @return null when there is to be none
   */
  public static @Nullable Path path(String configured, @Nullable Path file) {
    if (configured.equals(NONE)) {
      return null;
    }
    if (!configured.isEmpty()) {
      return Path.of(configured);
    }
    var runtime = System.getenv("XDG_RUNTIME_DIR");
    var folder =
        runtime == null || runtime.isEmpty()
            ? Path.of(
                System.getProperty("java.io.tmpdir"), "servex-" + System.getProperty("user.name"))
            : Path.of(runtime, "servex");
    return folder.resolve(digest(file) + ".sock");
  }

  private static String digest(@Nullable Path file) {
    try {
      var path = file == null ? "" : file.toAbsolutePath().normalize().toString();
      var hash = MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
      return new BigInteger(1, Arrays.copyOf(hash, 8)).toString(36);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Has a running gateway reload, and waits for it.
   *
   * @throws IOException if no gateway answers there
   */
  public static Reloads.Outcome reload(Path socket) throws IOException {
    if (!Files.exists(socket)) {
      throw new IOException(socket + ": no gateway listens there");
    }
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var command = ByteBuffer.wrap((RELOAD + "\n").getBytes(StandardCharsets.UTF_8));
      while (command.hasRemaining()) {
        channel.write(command);
      }
      channel.shutdownOutput();
      var answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
      if (answer.isEmpty()) {
        throw new IOException(socket + ": the gateway ended without an answer");
      }
      return new Reloads.Outcome(answer.getFirst().equals(OK), answer.subList(1, answer.size()));
    } catch (UncheckedIOException e) {
      throw new IOException(socket + ": " + e.getMessage(), e);
    }
  }

  static String answer(Reloads.Outcome outcome) {
    var lines = new StringBuilder(outcome.done() ? OK : FAILED).append('\n');
    for (var line : List.copyOf(outcome.lines())) {
      lines.append(line).append('\n');
    }
    return lines.toString();
  }
}

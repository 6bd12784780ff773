package io.servex.server.discovery;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks name servers, one after the other, and says how long their answers are good. Each question
 * goes out with a random number and from a random port, and only an answer of the server that was
 * asked, to the very question, counts.
 *
 * <p><b>Threading:</b> blocks; may be called from any number of threads.
 */
final class DnsClient {
  private static final int NO_SUCH_NAME = 3;
  private static final int ROUNDS = 2;
  private static final int LARGEST = 4096;

  private final List<InetSocketAddress> servers;
  private final Duration timeout;
  private final SecureRandom random = new SecureRandom();

  /** Asks these servers, waiting so long for each answer. */
  DnsClient(List<InetSocketAddress> servers, Duration timeout) {
    this.servers = List.copyOf(servers);
    this.timeout = timeout;
  }

  /**
   * Asks for the records of a name.
   *
   * @return the answer, perhaps without records
   * @throws UnknownHostException if there is no such name
   * @throws IOException if no server gave an answer
   */
  DnsMessage.Answer ask(String name, int type) throws IOException {
    var problems = new ArrayList<String>();
    for (var round = 0; round < ROUNDS; round++) {
      for (var server : servers) {
        try {
          var answer = ask(server, name, type);
          if (answer.code() == 0) {
            return answer;
          }
          if (answer.code() == NO_SUCH_NAME) {
            throw new UnknownHostException(name + ": no such name");
          }
          problems.add(server + " answered with code " + answer.code());
        } catch (UnknownHostException e) {
          throw e;
        } catch (IOException e) {
          problems.add(server + ": " + e.getMessage());
        }
      }
    }
    throw new IOException(name + ": " + String.join(", ", problems));
  }

  private DnsMessage.Answer ask(InetSocketAddress server, String name, int type)
      throws IOException {
    var id = random.nextInt(0x10000);
    var question = DnsMessage.question(id, name, type);
    try (var socket = new DatagramSocket()) {
      socket.connect(server);
      socket.send(new DatagramPacket(question, question.length));
      var until = System.nanoTime() + timeout.toNanos();
      while (true) {
        var left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new SocketTimeoutException("no answer within " + timeout.toMillis() + " ms");
        }
        socket.setSoTimeout((int) left);
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        socket.receive(packet);
        var bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        var answer = DnsMessage.read(bytes, id, name, type);
        if (answer != null) {
          return answer.truncated() ? askByStream(server, question, id, name, type) : answer;
        }
      }
    }
  }

  /** Asks again where an answer does not fit into a datagram (RFC 7766). */
  private DnsMessage.Answer askByStream(
      InetSocketAddress server, byte[] question, int id, String name, int type) throws IOException {
    try (var socket = new Socket()) {
      var millis = (int) timeout.toMillis();
      socket.connect(server, millis);
      socket.setSoTimeout(millis);
      var out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(question.length);
      out.write(question);
      out.flush();
      var in = new DataInputStream(socket.getInputStream());
      var bytes = new byte[in.readUnsignedShort()];
      in.readFully(bytes);
      var answer = DnsMessage.read(bytes, id, name, type);
      if (answer == null || answer.truncated()) {
        throw new IOException("an answer to another question");
      }
      return answer;
    }
  }
}

package io.servex.server.it;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server that knows what a test tells it, and may fall silent. */
final class NameServerFake implements AutoCloseable {
  private static final int A = 1;
  private static final int SRV = 33;

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final Map<String, Zone> zones = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile boolean silent;

  private record Zone(int type, int ttl, List<byte[]> records) {}

  NameServerFake() throws IOException {
    Thread.ofVirtual().start(this::serve);
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  int questions() {
    return questions.get();
  }

  void silent(boolean now) {
    silent = now;
  }

  /** A host has these addresses. */
  void host(String name, int ttl, String... addresses) throws IOException {
    var records = new ArrayList<byte[]>();
    for (var address : addresses) {
      records.add(InetAddress.getByName(address).getAddress());
    }
    zones.put(name, new Zone(A, ttl, records));
  }

  /** A service is at these places: priority, weight, port and target, with spaces between. */
  void service(String name, int ttl, String... places) throws IOException {
    var records = new ArrayList<byte[]>();
    for (var place : places) {
      var words = place.split(" ");
      var record = new ByteArrayOutputStream();
      var out = new DataOutputStream(record);
      for (var i = 0; i < 3; i++) {
        out.writeShort(Integer.parseInt(words[i]));
      }
      name(out, words[3]);
      records.add(record.toByteArray());
    }
    zones.put(name, new Zone(SRV, ttl, records));
  }

  private static void name(DataOutputStream out, String name) throws IOException {
    for (var label : name.split("\\.")) {
      out.writeByte(label.length());
      out.write(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.writeByte(0);
  }

  private void serve() {
    try {
      while (true) {
        var packet = new DatagramPacket(new byte[512], 512);
        socket.receive(packet);
        questions.incrementAndGet();
        if (!silent) {
          var answer = answer(packet.getData(), packet.getLength());
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      assert socket.isClosed() : e;
    }
  }

  private byte[] answer(byte[] question, int length) throws IOException {
    var name = new StringBuilder();
    var at = 12;
    while (question[at] != 0) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
      at += question[at] + 1;
    }
    var type = question[at + 2];
    var zone = zones.get(name.toString());
    var records = zone != null && zone.type == type ? zone.records : List.<byte[]>of();
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.write(question, 0, 2);
    out.writeShort(zone == null ? 0x8183 : 0x8180);
    out.writeShort(1);
    out.writeShort(records.size());
    out.writeInt(0);
    out.write(question, 12, length - 12);
    for (var record : records) {
      out.writeShort(0xc00c);
      out.writeShort(type);
      out.writeShort(1);
      out.writeInt(zone == null ? 0 : zone.ttl);
      out.writeShort(record.length);
      out.write(record);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}

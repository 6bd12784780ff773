package io.servex.server.discovery;

import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The messages of DNS (RFC 1035) as far as a stub resolver needs them: a question, and the answers
 * to it.
 *
 * <p>A pure function in both directions. What does not answer the question that was asked is
 * refused; records of other kinds, and those of names that the question does not lead to, are
 * passed over.
 */
final class DnsMessage {
  static final int A = 1;
  static final int CNAME = 5;
  static final int AAAA = 28;
  static final int SRV = 33;

  private static final int INTERNET = 1;
  private static final int HEAD = 12;
  private static final int MOST_NAMES = 16;
  private static final int MOST_POINTERS = 64;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_LABEL = 63;

  private DnsMessage() {}

  /** A record of an answer. */
  sealed interface Data {
    /** An address. */
    record Address(InetAddress address) implements Data {}

    /** Another name for the one that was asked for. */
    record Alias(String name) implements Data {}

    /** A place where a service is (RFC 2782). */
    record Service(int priority, int weight, int port, String target) implements Data {}
  }

  /**
   * What a server said.
   *
   * @param code how it went (RFC 1035 §4.1.1): 0 well, 3 no such name
   * @param truncated whether the message was too long for a datagram
   * @param records of the kind that was asked for
   * @param seconds how long they are good; 0 when there are none
   */
  record Answer(int code, boolean truncated, List<Data> records, long seconds) {}

  /**
   * Writes a question.
   *
   * @throws IOException if the name cannot be asked for
   */
  static byte[] question(int id, String name, int type) throws IOException {
    var message = ByteBuffer.allocate(HEAD + LONGEST_NAME + 1 + 4);
    message.putShort((short) id).putShort((short) 0x0100).putShort((short) 1);
    message.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    for (var label : ascii(name).split("\\.", -1)) {
      var bytes = label.getBytes(StandardCharsets.US_ASCII);
      if (bytes.length == 0 || bytes.length > LONGEST_LABEL) {
        throw new IOException(name + " is no name");
      }
      message.put((byte) bytes.length).put(bytes);
    }
    message.put((byte) 0).putShort((short) type).putShort((short) INTERNET);
    var written = new byte[message.position()];
    message.flip().get(written);
    return written;
  }

  private static String ascii(String name) throws IOException {
    var plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    try {
      var ascii = plain.chars().allMatch(c -> c < 128) ? plain : IDN.toASCII(plain);
      if (ascii.length() + 2 > LONGEST_NAME) {
        throw new IOException(name + " is no name");
      }
      return ascii;
    } catch (IllegalArgumentException e) {
      throw new IOException(name + " is no name", e);
    }
  }

  /**
   * Reads an answer.
   *
   * @return null when it answers another question
   * @throws IOException if it is malformed
   */
  static @Nullable Answer read(byte[] bytes, int id, String name, int type) throws IOException {
    try {
      return answer(ByteBuffer.wrap(bytes), id, ascii(name).toLowerCase(Locale.ROOT), type);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("a malformed answer", e);
    }
  }

  private static @Nullable Answer answer(ByteBuffer in, int id, String name, int type)
      throws IOException {
    var same = (in.getShort() & 0xffff) == id;
    var flags = in.getShort() & 0xffff;
    var questions = in.getShort() & 0xffff;
    var answers = in.getShort() & 0xffff;
    in.position(HEAD);
    if (!same || (flags & 0x8000) == 0 || questions != 1) {
      return null;
    }
    if (!name(in).equals(name) || in.getShort() != type || in.getShort() != INTERNET) {
      return null;
    }
    var truncated = (flags & 0x0200) != 0;
    var records = new ArrayList<Data>();
    var wanted = name;
    var aliases = 0;
    var seconds = Long.MAX_VALUE;
    for (var i = 0; i < answers && !truncated; i++) {
      var owner = name(in);
      var kind = in.getShort() & 0xffff;
      var world = in.getShort() & 0xffff;
      var ttl = in.getInt() & 0xffffffffL;
      var length = in.getShort() & 0xffff;
      var end = in.position() + length;
      var data = world == INTERNET && owner.equals(wanted) ? data(in, kind, length) : null;
      if (data instanceof Data.Alias(var alias) && type != CNAME) {
        if (++aliases > MOST_NAMES) {
          throw new IOException("too many aliases");
        }
        wanted = alias;
        seconds = Math.min(seconds, ttl);
      } else if (data != null && kind == type) {
        records.add(data);
        seconds = Math.min(seconds, ttl);
      }
      in.position(end);
    }
    return new Answer(
        flags & 0xf, truncated, List.copyOf(records), records.isEmpty() ? 0 : seconds);
  }

  private static @Nullable Data data(ByteBuffer in, int kind, int length) throws IOException {
    return switch (kind) {
      case A -> address(in, length, 4);
      case AAAA -> address(in, length, 16);
      case CNAME -> new Data.Alias(name(in));
      case SRV ->
          new Data.Service(
              in.getShort() & 0xffff, in.getShort() & 0xffff, in.getShort() & 0xffff, name(in));
      default -> null;
    };
  }

  private static Data address(ByteBuffer in, int length, int expected) throws IOException {
    if (length != expected) {
      throw new IOException("a malformed address");
    }
    var bytes = new byte[expected];
    in.get(bytes);
    return new Data.Address(InetAddress.getByAddress(bytes));
  }

  /** Reads a name in lower case, which may be continued elsewhere (RFC 1035 §4.1.4). */
  private static String name(ByteBuffer in) throws IOException {
    var name = new StringBuilder();
    var pointers = 0;
    var back = -1;
    while (true) {
      var length = in.get() & 0xff;
      if (length == 0) {
        break;
      }
      if ((length & 0xc0) == 0xc0) {
        var to = (length & 0x3f) << 8 | in.get() & 0xff;
        back = back < 0 ? in.position() : back;
        if (++pointers > MOST_POINTERS) {
          throw new IOException("a name without an end");
        }
        in.position(to);
        continue;
      }
      if (length > LONGEST_LABEL || name.length() + length > LONGEST_NAME) {
        throw new IOException("a name that is too long");
      }
      var label = new byte[length];
      in.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    if (back >= 0) {
      in.position(back);
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }
}

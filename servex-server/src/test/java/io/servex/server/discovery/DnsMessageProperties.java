package io.servex.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Messages of name servers, honest and others. */
class DnsMessageProperties {
  private static final int ID = 4711;
  private static final String NAME = "www.example.org";

  /** An answer with an alias, of which the second record is an address. */
  private static byte[] answer(int ttl) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    var question = DnsMessage.question(ID, NAME, DnsMessage.A);
    out.write(question, 0, 2);
    out.writeShort(0x8180);
    out.writeShort(1);
    out.writeShort(2);
    out.writeInt(0);
    out.write(question, 12, question.length - 12);
    var alias = question.length;
    out.writeShort(0xc00c);
    record(out, DnsMessage.CNAME, ttl, new byte[] {3, 'c', 'd', 'n', (byte) 0xc0, 16});
    out.writeShort(0xc000 | alias + 12);
    record(out, DnsMessage.A, 300, new byte[] {10, 0, 0, 1});
    return bytes.toByteArray();
  }

  private static void record(DataOutputStream out, int type, int ttl, byte[] data)
      throws IOException {
    out.writeShort(type);
    out.writeShort(1);
    out.writeInt(ttl);
    out.writeShort(data.length);
    out.write(data);
  }

  @Test
  void followsAliasesAndTakesTheShortestTime() throws Exception {
    var answer = DnsMessage.read(answer(60), ID, "WWW.Example.org", DnsMessage.A);

    assertThat(answer).isNotNull();
    assertThat(answer.records())
        .containsExactly(new DnsMessage.Data.Address(InetAddress.getByName("10.0.0.1")));
    assertThat(answer.seconds()).isEqualTo(60);
  }

  @Test
  void ignoresAnswersToOtherQuestions() throws Exception {
    assertThat(DnsMessage.read(answer(60), ID + 1, NAME, DnsMessage.A)).isNull();
    assertThat(DnsMessage.read(answer(60), ID, "ww2.example.org", DnsMessage.A)).isNull();
    assertThat(DnsMessage.read(answer(60), ID, NAME, DnsMessage.AAAA)).isNull();
    var question = DnsMessage.question(ID, NAME, DnsMessage.A);
    assertThat(DnsMessage.read(question, ID, NAME, DnsMessage.A)).isNull();
  }

  @Test
  void refusesNamesThatAreNone() {
    for (var name : new String[] {"", "a..b", "x".repeat(64), "a.".repeat(140)}) {
      assertThatThrownBy(() -> DnsMessage.question(ID, name, DnsMessage.A))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesANameThatLeadsToItself() throws Exception {
    var bytes = answer(60);
    bytes[bytes.length - 16] = (byte) 0xc0;
    bytes[bytes.length - 15] = (byte) (bytes.length - 16);

    assertThatThrownBy(() -> DnsMessage.read(bytes, ID, NAME, DnsMessage.A))
        .isInstanceOf(IOException.class);
  }

  /** Whatever comes, it is read or refused, and soon. */
  @Property
  void readsOrRefusesAnything(@ForAll byte[] noise, @ForAll int at) throws Exception {
    var bytes = answer(60);
    for (var i = 0; i < noise.length; i++) {
      bytes[Math.floorMod(at + i, bytes.length)] = noise[i];
    }
    try {
      var answer = DnsMessage.read(bytes, ID, NAME, DnsMessage.A);
      assertThat(answer == null || answer.records().size() <= 2).isTrue();
    } catch (IOException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }
}

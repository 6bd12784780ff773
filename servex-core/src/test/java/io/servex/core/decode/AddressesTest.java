package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import io.servex.api.http.AddressBlocks;
import io.servex.api.http.IpLiteral;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  private static final ClientAddress RESOLVER =
      new ClientAddress(AddressBlocks.parse(List.of("10.0.0.0/8", "192.168.1.1", "2001:db8::/32")));

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  private static byte[] parsed(String text) {
    var bytes = Reading.bytes(text);
    var into = new byte[16];
    Arrays.fill(into, (byte) 77);
    return Arrays.copyOf(into, IpLiteral.parse(bytes, 0, bytes.length, into));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "1.2.3.4",
        "255.255.255.255",
        "127.0.0.1",
        "10.20.30.40",
        "::",
        "::1",
        "1::",
        "1::8",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "1:2::7:8",
        "2001:DB8::aB",
        "::1.2.3.4",
        "::fffe:1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4",
        "64:ff9b::1.2.3.4",
        "fe80::ffff:1"
      })
  void readsWhatTheJdkReads(String text) {
    assertThat(parsed(text)).isEqualTo(address(text).getAddress());
  }

  @ParameterizedTest
  @ValueSource(strings = {"::ffff:1.2.3.4", "::ffff:102:304", "0:0:0:0:0:FFFF:1.2.3.4"})
  void foldsMappedAddresses(String text) {
    assertThat(parsed(text)).containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        ":",
        ":::",
        "1",
        "1.2.3",
        "1.2.3.",
        ".1.2.3",
        "1.2.3.4.",
        "1.2.3.4.5",
        "1..2.3",
        "256.1.1.1",
        "1.2.3.1000",
        "01.2.3.4",
        "1.2.3.00",
        "0x1.2.3.4",
        "1.2.3.4 ",
        "1.2.3.4:80",
        "-1.2.3.4",
        "1,2,3,4",
        "a.b.c.d",
        "localhost",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1::2::3",
        "12345::",
        ":1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8:",
        "1:",
        ":1",
        "g::",
        "::1%eth0",
        "[::1]",
        "::1/64",
        "::1.2.3",
        "::1.2.3.4.5",
        "::1.2.3.4:1",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::00001",
        "unknown"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThat(parsed(text)).isEmpty();
  }

  @Property(tries = 500)
  void readsBackEveryAddress(@ForAll @Size(16) byte[] bytes) throws Exception {
    var six = InetAddress.getByAddress(bytes);
    var four = InetAddress.getByAddress(Arrays.copyOf(bytes, 4));

    assertThat(parsed(six.getHostAddress())).isEqualTo(six.getAddress());
    assertThat(parsed(NetUtil.toAddressString(six))).isEqualTo(six.getAddress());
    assertThat(parsed(four.getHostAddress())).isEqualTo(four.getAddress());
  }

  @Property(tries = 500)
  void saysOfAnIpv6AddressWhatNettySays(@ForAll("almost") String text) {
    var bytes = Reading.bytes(text);

    // Netty takes a dotted tail after :: and ::ffff: only, RFC 4291 after any six groups.
    if (text.indexOf('.') < 0 && IpLiteral.v6(bytes, 0, bytes.length, null)) {
      assertThat(NetUtil.isValidIpV6Address(text)).isTrue();
    }
  }

  @net.jqwik.api.Provide
  net.jqwik.api.Arbitrary<String> almost() {
    return net.jqwik.api.Arbitraries.of(":", ":", "::", "1", "ab", "ffff", "1.2.3.4", ".")
        .list()
        .ofMaxSize(16)
        .map(parts -> String.join("", parts));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "10.0.0.0/9, 10.128.0.0, false",
    "1.2.3.4, 1.2.3.4, true",
    "1.2.3.4, 1.2.3.5, false",
    "1.2.3.4/32, 1.2.3.5, false",
    "1.2.3.4/31, 1.2.3.5, true",
    "0.0.0.0/0, 9.9.9.9, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 9.9.9.9, false",
    "::/0, ::1, true",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
    "::1/128, ::2, false",
    "::ffff:10.0.0.0/104, 10.1.1.1, true",
    "::ffff:10.0.0.0/104, 11.1.1.1, false",
  })
  void containsTheAddressesOfABlock(String block, String member, boolean contained) {
    assertThat(new ClientAddress(AddressBlocks.parse(List.of(block))).trusts(address(member)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "x",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8 ",
        "10.0.0.0/8/8",
        "10.0.0/8",
        "10.0.0.0/0x8",
        "::/129",
        "::1/",
        "::ffff:1.2.3.4/95",
        "fe80::%1",
        "10.0.0.0/99999999999",
        "localhost",
        " 10.0.0.1",
        "[::1]",
        "10.0.0.0\u002f\u0668"
      })
  void refusesWhatIsNoBlock(String text) {
    assertThatThrownBy(() -> AddressBlocks.parse(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: an IP address or a CIDR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9.9.9.9 | 'X-Forwarded-For: 1.1.1.1' | 9.9.9.9",
        "9.9.9.9 | 'X-Real-IP: 1.1.1.1' | 9.9.9.9",
        "10.0.0.1 | '' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1' | 1.1.1.1",
        "10.0.0.1 | 'X-Forwarded-For:  1.1.1.1\t' | 1.1.1.1",
        "10.0.0.1 | 'X-Forwarded-For: 6.6.6.6, 1.1.1.1' | 1.1.1.1",
        "10.0.0.1 | 'X-Forwarded-For: 6.6.6.6,1.1.1.1 , 10.0.0.2' | 1.1.1.1",
        "10.0.0.1 | 'X-Forwarded-For: 6.6.6.6@X-Forwarded-For: 1.1.1.1' | 1.1.1.1",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1@X-Forwarded-For: 10.0.0.3, 10.0.0.2' | 1.1.1.1",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1@X-Forwarded-For: ' | 1.1.1.1",
        "10.0.0.1 | 'X-Forwarded-For: 10.0.0.3, 10.0.0.2' | 10.0.0.3",
        "10.0.0.1 | 'X-Forwarded-For: x, 10.0.0.2' | 10.0.0.2",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1, unknown' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1, , 10.0.0.2' | 10.0.0.2",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1,' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: ,' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: ' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: @X-Real-IP: 2.2.2.2' | 2.2.2.2",
        "10.0.0.1 | 'X-Forwarded-For: x@X-Real-IP: 2.2.2.2' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1:80' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: [2a00::1]' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: fe80::1%eth0' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: 127.1' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1 2.2.2.2' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: 2A00:0:0::1' | 2a00::1",
        "10.0.0.1 | 'X-Forwarded-For: ::ffff:1.1.1.1' | 1.1.1.1",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1, ::ffff:10.0.0.9' | 1.1.1.1",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1, 192.168.1.1, 2001:db8::7' | 1.1.1.1",
        "10.0.0.1 | 'X-Real-IP: 2.2.2.2' | 2.2.2.2",
        "10.0.0.1 | 'X-Real-IP:  2a00:0::2 ' | 2a00::2",
        "10.0.0.1 | 'X-Real-IP: x' | 10.0.0.1",
        "10.0.0.1 | 'X-Real-IP: 2.2.2.2@X-Real-IP: 3.3.3.3' | 10.0.0.1",
        "10.0.0.1 | 'X-Forwarded-For: 1.1.1.1@X-Real-IP: 2.2.2.2' | 1.1.1.1",
        "10.0.0.1 | 'Forwarded: for=1.1.1.1@CF-Connecting-IP: 2.2.2.2' | 10.0.0.1",
        "2001:db8::1 | 'X-Forwarded-For: 1.1.1.1' | 1.1.1.1",
        "2001:db9::1 | 'X-Forwarded-For: 1.1.1.1' | 2001:db9::1",
      })
  void resolvesTheClient(String peer, String lines, String client) {
    var text = lines.isEmpty() ? "" : lines.replace("@", "\r\n") + "\r\n";
    var fields = Reading.accepted(Reading.get(text)).fields();

    assertThat(RESOLVER.resolve(address(peer), peer, fields)).isEqualTo(client);
  }

  @Test
  void looksAtABoundedNumberOfProxies() {
    var fields =
        Reading.accepted(Reading.get("X-Forwarded-For: 1.1.1.1" + ", 10.0.0.2".repeat(64) + "\r\n"))
            .fields();

    assertThat(RESOLVER.resolve(address("10.0.0.1"), "10.0.0.1", fields)).isEqualTo("10.0.0.2");
  }

  @ParameterizedTest
  @CsvSource({"2001:db8:0:0:0:0:0:1, 2001:db8::1", "0:0:0:0:0:0:0:1, ::1", "1.2.3.4, 1.2.3.4"})
  void writesAPeerAsItWritesAForwardedAddress(String sent, String text) {
    var peer = new ClientPeer(address(sent), false, false, 80);

    assertThat(peer.text()).isEqualTo(text);
    assertThat(peer.addressHash()).isEqualTo(ClientAddress.hash(text));
  }
}

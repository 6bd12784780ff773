package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** R86: the chunked coding means one thing, in whatever parts it comes and whoever reads it. */
class ChunkDecoderProperties {
  /** What Netty reads in a request with this body; null where it refuses it or waits for more. */
  private static String netty(String body) {
    var channel = new EmbeddedChannel(new HttpRequestDecoder());
    channel.writeInbound(
        Unpooled.copiedBuffer(
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + body,
            StandardCharsets.ISO_8859_1));
    var data = new StringBuilder();
    var ended = false;
    for (HttpObject part = channel.readInbound(); part != null; part = channel.readInbound()) {
      var refused = part.decoderResult().isFailure();
      if (!ended && !refused && part instanceof HttpContent content) {
        data.append(content.content().toString(StandardCharsets.ISO_8859_1));
        ended = part instanceof io.netty.handler.codec.http.LastHttpContent;
      }
      ReferenceCountUtil.release(part);
      if (refused && !ended) {
        break;
      }
    }
    channel.finishAndReleaseAll();
    return ended ? data.toString() : "(none)";
  }

  @Property(tries = 1000)
  void readsTheSameInWhateverPartsItComes(
      @ForAll("bodies") String body, @ForAll("cuts") List<Integer> cuts) {
    var whole = Unchunked.of(body);
    var places =
        cuts.stream().filter(cut -> cut < body.length()).sorted().mapToInt(cut -> cut).toArray();

    var parts = Unchunked.of(body, places);

    assertThat(parts.rejection()).isEqualTo(whole.rejection());
    assertThat(parts.done()).isEqualTo(whole.done());
    if (whole.rejection() == null) {
      assertThat(parts.data()).isEqualTo(whole.data());
      assertThat(parts.trailers()).isEqualTo(whole.trailers());
    }
  }

  @Property(tries = 2000)
  void acceptsNothingThatNettyReadsOtherwise(@ForAll("bodies") String body) {
    var ours = Unchunked.of(body);

    if (ours.done() && ours.rejection() == null) {
      assertThat(netty(body)).isEqualTo(ours.data());
    }
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(1, 60).list().ofMaxSize(5);
  }

  /** Pieces of the coding, most in their place, some not. */
  @Provide
  Arbitrary<String> bodies() {
    var good =
        Arbitraries.of(
            "1\r\na\r\n", "3;x=y\r\nabc\r\n", "a\r\n0\r\n\r\n12345\r\n", "0002\r\nxy\r\n");
    var odd =
        Arbitraries.of(
            "1\r\n",
            "a",
            "\r\n",
            "\n",
            "0\r\n",
            "+1\r\na\r\n",
            "1 \r\na\r\n",
            "2\r\na\r\n",
            "1\na\r\n",
            "1;\n\r\na\r\n",
            "0x1\r\na\r\n",
            ";",
            "ffffffffffffffff\r\n");
    var end =
        Arbitraries.of(
            "0\r\n\r\n", "0\r\nX: y\r\n\r\n", "0\r\n", "00;e\r\n\r\nGET /", "0\r\nHost: h\r\n\r\n");
    return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(5, good), net.jqwik.api.Tuple.of(1, odd))
        .list()
        .ofMaxSize(5)
        .map(pieces -> String.join("", pieces))
        .flatMap(pieces -> end.map(last -> pieces + last));
  }
}

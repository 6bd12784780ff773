package io.servex.core.filter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.Unpooled;
import io.servex.api.filter.PreparedField;
import io.servex.api.filter.ResponseHead;
import io.servex.core.decode.ByteWriter;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.decode.FieldRelay;
import io.servex.core.decode.Http1HeadParser;
import io.servex.core.decode.RequestLimits;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class RelayedHeadTest {
  private static final int TIMES = 20_000;
  private static final PreparedField FRAME = PreparedField.of("X-Frame-Options", "DENY");
  private static final PreparedField VARY = PreparedField.of("Vary", "Origin");

  private final DecodedResponse response = new DecodedResponse();
  private final Http1HeadParser parser = new Http1HeadParser();

  private ResponseHead head(byte[] bytes) {
    response.clear();
    response.fields().append(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    assertThat(parser.parseResponse(response, bytes.length, false, RequestLimits.DEFAULT))
        .isPositive();
    return new RelayedHead(response, () -> 0);
  }

  private ResponseHead head(String lines) {
    return head(("HTTP/1.1 200 OK\r\n" + lines + "\r\n").getBytes(ISO_8859_1));
  }

  private String sent() {
    var out = new ByteWriter();
    FieldRelay.copy(response.fields(), 0, out);
    return new String(out.bytes(), 0, out.length(), ISO_8859_1);
  }

  /** What the gateway sets replaces what the backend sent, and is there exactly once. */
  @Test
  void aPreparedFieldReplacesAllOfItsName() {
    var head = head("x-frame-options: ALLOW\r\nServer: b\r\nX-FRAME-OPTIONS: a\r\n");

    head.setHeader(FRAME);
    head.setHeader(FRAME);

    assertThat(sent()).isEqualTo("Server: b\r\nX-Frame-Options: DENY\r\n");
    assertThat(head.headers("x-frame-OPTIONS")).containsExactly("DENY");
  }

  @Test
  void aPreparedFieldIsAddedBehindThoseOfItsName() {
    var head = head("Vary: Accept\r\n");

    head.addHeader(VARY);

    assertThat(sent()).isEqualTo("Vary: Accept\r\nVary: Origin\r\n");
    assertThat(head.headers("vary")).containsExactly("Accept", "Origin");
  }

  @Test
  void whatWasSetIsFoundReplacedAndRemoved() {
    var head = head("Server: b\r\n");
    head.setHeader(FRAME);
    assertThat(head.header("X-FRAME-OPTIONS")).isEqualTo("DENY");

    head.setHeader("x-frame-options", "SAMEORIGIN");
    assertThat(sent()).isEqualTo("Server: b\r\nx-frame-options: SAMEORIGIN\r\n");

    head.removeHeader(FRAME.name());
    assertThat(sent()).isEqualTo("Server: b\r\n");
    assertThat(head.header("X-Frame-Options")).isNull();
    assertThat(head.headers("X-Frame-Options")).isEmpty();
  }

  @Test
  void whatCannotBeSentIsRefusedWhetherItIsThereOrNot() {
    var head = head("Server: b\r\n");

    assertThatThrownBy(() -> head.setHeader("X-A", "a\r\nSet-Cookie: b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> head.removeHeader("Connection"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> head.removeHeader("pRoxy-Any"))
        .isInstanceOf(IllegalArgumentException.class);
    head.removeHeader("");
    head.removeHeader("no name");
    assertThat(head.header("")).isNull();
    assertThat(sent()).isEqualTo("Server: b\r\n");
  }

  @Test
  void settingPreparedFieldsAllocatesNothing() {
    var fields = new PreparedField[13];
    for (var i = 0; i < fields.length; i++) {
      fields[i] = PreparedField.of("X-Field-" + i, "value " + i);
    }
    var bytes = "HTTP/1.1 200 OK\r\nX-Field-3: b\r\nDate: x\r\n\r\n".getBytes(ISO_8859_1);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    allocated(threads, fields, bytes);

    assertThat(allocated(threads, fields, bytes)).isLessThan(TIMES);
  }

  /** What the fields cost, without what the head itself does. */
  private long allocated(ThreadMXBean threads, PreparedField[] fields, byte[] bytes) {
    var allocated = 0L;
    for (var i = 0; i < TIMES; i++) {
      var head = head(bytes);
      var before = threads.getCurrentThreadAllocatedBytes();
      for (var field : fields) {
        head.setHeader(field);
      }
      head.removeHeader("Access-Control-Allow-Origin");
      allocated += threads.getCurrentThreadAllocatedBytes() - before;
    }
    return allocated;
  }
}

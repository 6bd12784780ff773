package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.servex.api.filter.PreparedField;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What may be added to an answer is the same whether it was prepared or not. */
class AddedFieldsProperties {
  private static final String[] KNOWN = {
    "Host",
    "Connection",
    "Content-Length",
    "Transfer-Encoding",
    "Keep-Alive",
    "Proxy-",
    "Proxy",
    "Proxy-Connection",
    "Proxy-Authenticate",
    "TE",
    "Trailer",
    "Trailers",
    "Upgrade",
    "Expect",
    "Authorization",
    "X-Forwarded-For",
    "X-Forwarded-Prefix",
    "X-Real-IP",
    "X-Request-ID",
    "Vary",
    "Forwarded",
    "X-User-Name",
    "Content-Type",
    "HTTP2-Settings",
    "Date",
    "User-Agent",
    "Via",
    "traceparent",
    "tracestate",
    "X-RateLimit-Limit",
    "Access-Control-Allow-Origin",
    "",
    "X Y"
  };

  @Provide
  Arbitrary<String> names() {
    var cases = Arbitraries.of("lower", "upper", "as it is");
    var known =
        Arbitraries.of(KNOWN)
            .flatMap(name ->
                cases.map(how ->
                    how.equals("lower")
                        ? name.toLowerCase(Locale.ROOT)
                        : how.equals("upper") ? name.toUpperCase(Locale.ROOT) : name));
    return Arbitraries.oneOf(
        known, Arbitraries.strings().withCharRange(' ', '\u0180').ofMaxLength(8));
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings().withCharRange('\u0000', '\u0180').ofMaxLength(6);
  }

  @Property
  void preparedOrNotTheSameIsRefused(@ForAll("names") String name, @ForAll("values") String value) {
    assertThat(refused(() -> PreparedField.of(name, value)))
        .isEqualTo(refused(() -> AddedFields.checkResponse(name, value)));
  }

  private static boolean refused(Runnable attempt) {
    try {
      attempt.run();
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  @Property
  void aNameIsTheSameInTextAndInBytes(@ForAll("names") String name) {
    var bytes = name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    if (new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).equals(name)) {
      assertThat(FieldNames.id(name)).isEqualTo(FieldNames.id(bytes, 0, bytes.length));
    }
  }

  @Property
  void noFieldIsOverlookedWhateverItsCase(@ForAll("lists") List<String> names) {
    var head = new StringBuilder("HTTP/1.1 200 OK\r\n");
    var half = names.size() / 2;
    names.subList(0, half).forEach(name -> head.append(name).append(": 1\r\n"));
    var bytes = Reading.bytes(head.append("\r\n").toString());
    var response = new DecodedResponse();
    response.fields.append(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    assertThat(
            new Http1HeadParser()
                .parseResponse(response, bytes.length, false, RequestLimits.DEFAULT))
        .isPositive();

    for (var i = 0; i < names.size(); i++) {
      if (i >= half) {
        response.fields.append(names.get(i), "2");
      }
      for (var name : names.subList(0, Math.max(half, i + 1))) {
        assertThat(response.fields.mayHave(name.toLowerCase(Locale.ROOT))).isTrue();
        assertThat(response.fields.mayHave(name.toUpperCase(Locale.ROOT))).isTrue();
      }
    }
  }

  @Provide
  Arbitrary<List<String>> lists() {
    return Arbitraries.strings()
        .withChars("abzAYZ-_0~".toCharArray())
        .ofMinLength(1)
        .ofMaxLength(12)
        .map(name -> "a" + name)
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }
}

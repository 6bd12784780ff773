package io.servex.core.route;

import io.netty.buffer.Unpooled;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.Http1HeadParser;
import io.servex.core.decode.RequestLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules that no request ever reaches, because one rule before them takes all that they would.
 *
 * <p>Idea: a rule covers a later one if each of its conditions follows from one of the later
 * rule's. That is sound, and not complete: rules that several others cover together are not found.
 * A request made of the later rule's conditions is routed by the real table, which finds the
 * covering rule in most cases at once, and shows people what happens.
 */
public final class ShadowedRules {
  /** With more rules than this, only the rule that takes the example is looked at. */
  private static final int MOST_COMPARED = 2_000;

  private static final String HOST = "example.com";

  private final List<Conditions> rules;
  private final RouteTable<Integer> table;

  /**
   * A rule that never applies.
   *
   * @param rule its index
   * @param by the index of the rule that takes its requests
   * @param example one of them, head and empty line; null where none could be made up
   */
  public record Shadow(int rule, int by, @Nullable String example) {}

  private ShadowedRules(List<RouteRule> written) {
    rules = written.stream().map(Conditions::new).toList();
    var entries = new ArrayList<RouteTable.Entry<Integer>>();
    for (var rule : written) {
      entries.add(new RouteTable.Entry<>(rule, entries.size()));
    }
    table = RouteTable.compile(entries, Map.of());
  }

  /** The rules that never apply, in file order. */
  public static List<Shadow> of(List<RouteRule> rules) {
    return new ShadowedRules(rules).all();
  }

  private List<Shadow> all() {
    var shadows = new ArrayList<Shadow>();
    for (var i = 1; i < rules.size(); i++) {
      var text = example(rules.get(i));
      var request = request(text);
      var reaches = request != null && rules.get(i).failure(request) == null;
      var by = coveredBy(i, reaches && request != null ? taker(request) : -1);
      if (by >= 0) {
        shadows.add(new Shadow(i, by, reaches ? text : null));
      }
    }
    return shadows;
  }

  private int taker(DecodedRequest request) {
    return table.route(request) instanceof RouteDecision.Matched<Integer>(var route)
        ? route.index()
        : -1;
  }

  private int coveredBy(int rule, int likely) {
    if (likely >= 0 && likely < rule && covers(rules.get(likely), rules.get(rule))) {
      return likely;
    }
    for (var i = 0; i < rule && rules.size() <= MOST_COMPARED; i++) {
      if (covers(rules.get(i), rules.get(rule))) {
        return i;
      }
    }
    return -1;
  }

  /** Whether all conditions of one rule follow from those of another. */
  private static boolean covers(Conditions one, Conditions other) {
    var wide = one.rule();
    var narrow = other.rule();
    return wide.matchers().isEmpty()
        && (wide.methods().isEmpty()
            || !narrow.methods().isEmpty() && wide.methods().containsAll(narrow.methods()))
        && prefixFollows(one.segments(), other.segments())
        && regexFollows(wide, narrow)
        && hostFollows(one, other)
        && headersFollow(wide.headers(), narrow.headers());
  }

  private static boolean prefixFollows(List<byte[]> wide, List<byte[]> narrow) {
    if (wide.size() > narrow.size()) {
      return false;
    }
    for (var i = 0; i < wide.size(); i++) {
      if (!Arrays.equals(wide.get(i), narrow.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean regexFollows(RouteRule wide, RouteRule narrow) {
    var wanted = wide.pathRegex();
    var given = narrow.pathRegex();
    return wanted == null
        || given != null
            && wanted.pattern().equals(given.pattern())
            && wanted.flags() == given.flags();
  }

  private static boolean hostFollows(Conditions wide, Conditions narrow) {
    var wanted = wide.host();
    var given = narrow.host();
    if (wide.port() >= 0 && wide.port() != narrow.port()) {
      return false;
    }
    if (wanted == null) {
      return true;
    }
    if (given == null || !wide.wildcard() && narrow.wildcard()) {
      return false;
    }
    var name = new String(given, StandardCharsets.ISO_8859_1);
    var text = new String(wanted, StandardCharsets.ISO_8859_1);
    if (!wide.wildcard()) {
      return name.equals(text);
    }
    return name.endsWith(text) && (narrow.wildcard() || name.length() > text.length());
  }

  private static boolean headersFollow(Map<String, String> wide, Map<String, String> narrow) {
    return wide.entrySet().stream()
        .allMatch(wanted ->
            narrow.entrySet().stream()
                .anyMatch(given ->
                    given.getKey().equalsIgnoreCase(wanted.getKey())
                        && given.getValue().equals(wanted.getValue())));
  }

  /** A request that meets the conditions that can be met without guessing. */
  private static String example(Conditions conditions) {
    var rule = conditions.rule();
    var text = new StringBuilder(rule.methods().isEmpty() ? "GET" : rule.methods().getFirst());
    text.append(' ');
    for (var segment : conditions.segments()) {
      text.append('/');
      for (var b : segment) {
        encode(text, b);
      }
    }
    text.append(conditions.segments().isEmpty() ? "/" : "").append(" HTTP/1.1\r\nHost: ");
    var host = conditions.host();
    var name = host == null ? HOST : new String(host, StandardCharsets.ISO_8859_1);
    text.append(conditions.wildcard() ? "www" : "").append(name);
    if (conditions.port() >= 0) {
      text.append(':').append(conditions.port());
    }
    text.append("\r\n");
    rule.headers()
        .forEach((field, value) -> text.append(field).append(": ").append(value).append("\r\n"));
    return text.append("\r\n").toString();
  }

  private static void encode(StringBuilder text, byte b) {
    var c = (char) (b & 0xff);
    if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~!$&'()*+,;=:@".indexOf(c) >= 0)) {
      text.append(c);
    } else {
      text.append('%')
          .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
          .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
    }
  }

  /** The request of a head; null when the gateway would not take it. */
  private static @Nullable DecodedRequest request(String head) {
    var request = new DecodedRequest();
    var bytes = head.getBytes(StandardCharsets.UTF_8);
    request.fields().append(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    var length = new Http1HeadParser().parseRequest(request, bytes.length, RequestLimits.DEFAULT);
    return length == bytes.length ? request : null;
  }
}

package io.servex.core.route;

import io.servex.core.decode.DecodedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conditions of one rule, ready to be tested one by one. */
final class Conditions {
  /** Longer paths are not searched by a regular expression: the rule does not apply. */
  private static final int MAX_REGEX_SUBJECT = 8 * 1024;

  private final RouteRule rule;
  private final List<byte[]> segments;
  private final byte @Nullable [] host;
  private final boolean wildcard;
  private final int port;
  private final List<Map.Entry<String, String>> headers;

  Conditions(RouteRule rule) {
    this.rule = rule;
    this.segments = segments(rule.pathPrefix());
    this.headers = List.copyOf(rule.headers().entrySet());
    var text = rule.host() == null ? null : rule.host().toLowerCase(Locale.ROOT);
    var colon = text == null ? -1 : text.lastIndexOf(':');
    var hasPort = text != null && colon > text.lastIndexOf(']') && colon > 0;
    this.port = hasPort && text != null ? Integer.parseInt(text.substring(colon + 1)) : -1;
    var name = hasPort && text != null ? text.substring(0, colon) : text;
    this.wildcard = name != null && name.startsWith("*.");
    var bare = wildcard && name != null ? name.substring(1) : name;
    this.host =
        bare == null
            ? null
            : (bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare)
                .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<byte[]> segments(@Nullable String prefix) {
    var segments = new ArrayList<byte[]>();
    if (prefix != null) {
      var plain = prefix.endsWith("*") ? prefix.substring(0, prefix.length() - 1) : prefix;
      for (var segment : plain.split("/", -1)) {
        if (!segment.isEmpty()) {
          segments.add(segment.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return List.copyOf(segments);
  }

  RouteRule rule() {
    return rule;
  }

  List<byte[]> segments() {
    return segments;
  }

  /** The host in lower case, with its leading dot when it is a wildcard; null for any host. */
  byte @Nullable [] host() {
    return host;
  }

  boolean wildcard() {
    return wildcard;
  }

  /** The port; -1 for any. */
  int port() {
    return port;
  }

  /** Whether all conditions hold that no index has decided: all but host name, prefix, method. */
  boolean restHolds(DecodedRequest request) {
    return portHolds(request)
        && headersHold(request)
        && regexHolds(request)
        && matchersHold(request);
  }

  boolean methodHolds(DecodedRequest request) {
    var methods = rule.methods();
    for (var i = 0; i < methods.size(); i++) {
      if (request.isMethod(methods.get(i))) {
        return true;
      }
    }
    return methods.isEmpty();
  }

  private boolean portHolds(DecodedRequest request) {
    return port < 0 || request.port() == port;
  }

  private boolean headersHold(DecodedRequest request) {
    for (var i = 0; i < headers.size(); i++) {
      if (!headerHolds(request, headers.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean headerHolds(DecodedRequest request, Map.Entry<String, String> wanted) {
    var fields = request.fields();
    for (var field = 0; field < fields.count(); field++) {
      if (fields.nameEquals(field, wanted.getKey()) && fields.valueIs(field, wanted.getValue())) {
        return true;
      }
    }
    return false;
  }

  private boolean regexHolds(DecodedRequest request) {
    var regex = rule.pathRegex();
    if (regex == null) {
      return true;
    }
    var path = request.path();
    return path.length() <= MAX_REGEX_SUBJECT && regex.matcher(path).find();
  }

  private boolean matchersHold(DecodedRequest request) {
    var matchers = rule.matchers();
    for (var i = 0; i < matchers.size(); i++) {
      if (!matchers.get(i).matches(request)) {
        return false;
      }
    }
    return true;
  }

  /** Why the rule does not apply, for people; null when it does. */
  @Nullable String failure(DecodedRequest request) {
    if (!hostHolds(request)) {
      return "host is " + request.host();
    }
    if (!portHolds(request)) {
      return "port is " + request.port();
    }
    if (!prefixHolds(request)) {
      return "path does not begin with " + rule.pathPrefix();
    }
    if (!regexHolds(request)) {
      return "path does not match " + rule.pathRegex();
    }
    for (var wanted : headers) {
      if (!headerHolds(request, wanted)) {
        return "no header " + wanted.getKey() + " with the value " + wanted.getValue();
      }
    }
    if (!matchersHold(request)) {
      return "a matcher said no";
    }
    return methodHolds(request) ? null : "method is " + request.method();
  }

  boolean hostHolds(DecodedRequest request) {
    var wanted = host;
    if (wanted == null) {
      return true;
    }
    var name = request.host();
    var text = new String(wanted, StandardCharsets.ISO_8859_1);
    return wildcard ? name.length() > text.length() && name.endsWith(text) : name.equals(text);
  }

  boolean prefixHolds(DecodedRequest request) {
    var path = request.matchPathBytes();
    var end = request.matchPathEnd();
    var at = request.matchPathStart();
    for (var segment : segments) {
      var next = at + 1 + segment.length;
      if (next > end
          || next < end && path[next] != '/'
          || !java.util.Arrays.equals(path, at + 1, next, segment, 0, segment.length)) {
        return false;
      }
      at = next;
    }
    return true;
  }
}

package io.servex.core.route;

import io.servex.core.decode.DecodedRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes the target that a backend sees: a prefix is stripped, another is put in front, and the
 * backend's base path before both, with one slash at every join. It works on the encoded path, so
 * that an escape stays as it was sent.
 *
 * <p>What was matched is what is forwarded: a path with dot segments is forwarded in its normal
 * form, encoded anew; repeated slashes and escapes change nothing about its meaning and are
 * forwarded as they were sent. The query is forwarded byte for byte, behind the backend's own.
 *
 * <p><b>Threading:</b> immutable; nothing is allocated for a path without dot segments.
 */
public final class PathRewrite {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final String UNRESERVED = "-._~!$&'()*+,;=:@/";

  private final byte[] strip;
  private final byte[] add;

  /**
   * Makes a rewrite.
   *
   * @param strip the prefix to take away, whole segments of it; null or empty for none
   * @param add the prefix to put in front; null or empty for none
   */
  public PathRewrite(@Nullable String strip, @Nullable String add) {
    this.strip = trimmed(strip);
    this.add = trimmed(add);
  }

  /** With a slash in front and none at the end; empty for the root. */
  private static byte[] trimmed(@Nullable String path) {
    if (path == null) {
      return new byte[0];
    }
    var end = path.length();
    while (end > 0 && (path.charAt(end - 1) == '/' || path.charAt(end - 1) == '*')) {
      end--;
    }
    var bare = path.substring(0, end);
    return (bare.isEmpty() || bare.startsWith("/") ? bare : "/" + bare)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** An upper bound on what {@link #write} writes. */
  public int maxLength(DecodedRequest request, byte[] basePath, byte @Nullable [] baseQuery) {
    var path =
        Math.max(
            request.rawPathEnd() - request.rawPathStart(),
            (request.matchPathEnd() - request.matchPathStart()) * 3);
    var query = request.queryStart() < 0 ? 0 : request.queryEnd() - request.queryStart();
    return path
        + query
        + add.length
        + basePath.length
        + (baseQuery == null ? 0 : baseQuery.length)
        + 4;
  }

  /**
   * Writes the target.
   *
   * @param request whose target it is
   * @param basePath the backend's own path, without a slash at its end
   * @param baseQuery the backend's own query; null for none
   * @param out where it is written; large enough for {@link #maxLength}
   * @param at the first index
   * @return the index after the last byte
   */
  public int write(
      DecodedRequest request, byte[] basePath, byte @Nullable [] baseQuery, byte[] out, int at) {
    var path = request.bytes();
    var start = request.rawPathStart();
    var end = request.rawPathEnd();
    if (request.hasNormalPath() && hasDotSegment(path, start, end)) {
      path = encoded(request);
      start = 0;
      end = path.length;
    }
    var rest = strip.length == 0 ? start : afterStrip(path, start, end);
    var length = put(basePath, 0, basePath.length, out, at);
    length = put(add, 0, add.length, out, length);
    if (rest != start || length != at) {
      while (rest + 1 < end && path[rest] == '/' && path[rest + 1] == '/') {
        rest++;
      }
    }
    length = put(path, rest, end, out, length);
    if (length == at) {
      out[length++] = '/';
    }
    return query(request, baseQuery, out, length);
  }

  /** The path of the target, as text; for those who report, not for those who forward. */
  public String path(DecodedRequest request, byte[] basePath) {
    if (request.isAsterisk()) {
      return "*";
    }
    var out = new byte[maxLength(request, basePath, null)];
    var length = write(request, basePath, null, out, 0);
    var end = 0;
    while (end < length && out[end] != '?') {
      end++;
    }
    return new String(out, 0, end, StandardCharsets.ISO_8859_1);
  }

  private static int query(
      DecodedRequest request, byte @Nullable [] baseQuery, byte[] out, int at) {
    var length = at;
    if (baseQuery != null) {
      out[length++] = '?';
      length = put(baseQuery, 0, baseQuery.length, out, length);
    }
    if (request.queryStart() >= 0) {
      out[length++] = (byte) (baseQuery == null ? '?' : '&');
      length = put(request.bytes(), request.queryStart(), request.queryEnd(), out, length);
    }
    return length;
  }

  private static int put(byte[] from, int start, int end, byte[] out, int at) {
    System.arraycopy(from, start, out, at, end - start);
    return at + end - start;
  }

  /** The index behind the prefix to strip, compared segment by segment after decoding. */
  private int afterStrip(byte[] path, int start, int end) {
    var at = start;
    var wanted = 0;
    while (wanted < strip.length) {
      while (at + 1 < end && path[at] == '/' && path[at + 1] == '/') {
        at++;
      }
      var same = true;
      var first = true;
      while (same && wanted < strip.length && (first || strip[wanted] != '/')) {
        same = at < end && (first || path[at] != '/');
        if (same && path[at] == '%' && at + 2 < end) {
          same =
              (Character.digit(path[at + 1], 16) << 4 | Character.digit(path[at + 2], 16))
                  == (strip[wanted] & 0xff);
          at += 3;
        } else {
          same = same && path[at] == strip[wanted];
          at++;
        }
        first = false;
        wanted++;
      }
      at = afterParameters(path, at, end);
      if (!same || at < end && path[at] != '/') {
        return start;
      }
    }
    return at;
  }

  /** The index behind the parameters of the segment whose name ends here. */
  private static int afterParameters(byte[] path, int nameEnd, int end) {
    var encoded =
        nameEnd + 2 < end
            && path[nameEnd] == '%'
            && path[nameEnd + 1] == '3'
            && (path[nameEnd + 2] | 0x20) == 'b';
    var at = nameEnd;
    while (at < end && path[at] != '/' && (encoded || path[nameEnd] == ';')) {
      at++;
    }
    return at;
  }

  private static boolean hasDotSegment(byte[] path, int start, int end) {
    var at = start;
    while (at < end) {
      var dots = 0;
      var others = 0;
      at++;
      while (at < end && path[at] != '/') {
        if (path[at] == '.') {
          dots++;
          at++;
        } else if (path[at] == '%'
            && at + 2 < end
            && path[at + 1] == '2'
            && (path[at + 2] | 0x20) == 'e') {
          dots++;
          at += 3;
        } else {
          others++;
          at++;
        }
      }
      if (others == 0 && (dots == 1 || dots == 2)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEncodedSlash(byte[] path, int at, int end) {
    return at + 2 < end && path[at + 1] == '2' && path[at + 2] == 'F';
  }

  private static byte[] encoded(DecodedRequest request) {
    var from = request.matchPathBytes();
    var out = new byte[(request.matchPathEnd() - request.matchPathStart()) * 3];
    var length = 0;
    for (var at = request.matchPathStart(); at < request.matchPathEnd(); at++) {
      var b = from[at] & 0xff;
      var plain =
          b >= '0' && b <= '9'
              || (b | 0x20) >= 'a' && (b | 0x20) <= 'z' && b < 128
              || b < 128 && UNRESERVED.indexOf(b) >= 0
              || b == '%' && isEncodedSlash(from, at, request.matchPathEnd());
      if (plain) {
        out[length++] = (byte) b;
      } else {
        out[length++] = '%';
        out[length++] = HEX[b >>> 4];
        out[length++] = HEX[b & 15];
      }
    }
    return java.util.Arrays.copyOf(out, length);
  }
}

package io.servex.core.decode;

import io.servex.api.http.AddressBlocks;
import io.servex.api.http.RequestHead;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One request's head after every check: positions in the bytes that were read, and what the data
 * plane needs of them in plain variables. Filled by a parser of one protocol version, the same for
 * all of them.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection. <b>Ownership:</b> the exchange
 * owns it until it ends; then it is cleared and used again.
 */
public final class DecodedRequest implements RequestHead {
  private static final int RAW = -1;

  final HeadFields fields = new HeadFields();
  int methodStart;
  int methodEnd;

  /** Raw path and query as sent, without the scheme and authority of an absolute-form target. */
  int pathStart;

  int pathEnd;

  /** The query without its question mark, or -1. */
  int queryStart;

  int queryEnd;
  int hostStart;
  int hostEnd;
  int port;

  /** The host with its port exactly as sent. */
  int authorityStart;

  int authorityEnd;
  boolean http10;
  boolean keepAlive;
  boolean head;
  boolean expectContinue;
  boolean upgrade;
  boolean asterisk;
  Framing framing = Framing.NONE;
  long contentLength;

  /** The path to match where it differs from the raw one. */
  private byte[] normalPath = new byte[0];

  /** The length of the path to match, or that it is the raw one. */
  private int normalLength = RAW;

  private @Nullable String path;
  private @Nullable String host;
  private @Nullable ClientPeer peer;
  private String clientAddress = "";
  private boolean secure;

  /** Forgets the request, and keeps the arrays. */
  public void clear() {
    fields.clear();
    reset();
  }

  /** Forgets what was parsed, and keeps the bytes. */
  void reset() {
    fields.clearFields();
    normalLength = RAW;
    path = null;
    host = null;
    framing = Framing.NONE;
    contentLength = 0;
    queryStart = -1;
    hostStart = 0;
    hostEnd = 0;
    authorityStart = 0;
    authorityEnd = 0;
    port = -1;
    http10 = false;
    keepAlive = false;
    head = false;
    expectContinue = false;
    upgrade = false;
    asterisk = false;
    peer = null;
    clientAddress = "";
    secure = false;
  }

  /** Gives the request the target {@code *}, whatever form it had. */
  void targetAsterisk() {
    asterisk = true;
    growNormalPath(1);
    normalPath[0] = '*';
    normalLength = 1;
  }

  /** Finds the path to match; false when the raw one has no single meaning. */
  boolean normalizePath() {
    if (asterisk || PathNormalizer.isPlain(fields.bytes, pathStart, pathEnd)) {
      return true;
    }
    growNormalPath(pathEnd - pathStart);
    var length = PathNormalizer.normalize(fields.bytes, pathStart, pathEnd, normalPath);
    if (length == PathNormalizer.MALFORMED) {
      return false;
    }
    var same = Arrays.equals(fields.bytes, pathStart, pathEnd, normalPath, 0, length);
    normalLength = same ? RAW : length;
    return true;
  }

  private void growNormalPath(int wanted) {
    if (normalPath.length < wanted) {
      normalPath = new byte[Math.max(wanted, 2 * normalPath.length)];
    }
  }

  /** Who the client is to somebody who trusts these proxies, and not those that all others do. */
  public String clientAddress(AddressBlocks trusted) {
    var socket = peer;
    return socket == null
        ? clientAddress
        : new ClientAddress(trusted).resolve(socket.address(), socket.text(), fields);
  }

  /** Sets who sent the request, once that is resolved. */
  public void identify(ClientPeer peer, String clientAddress, boolean secure) {
    this.peer = peer;
    this.clientAddress = clientAddress;
    this.secure = secure;
  }

  public HeadFields fields() {
    return fields;
  }

  public byte[] bytes() {
    return fields.bytes;
  }

  /** A copy of the head as it was read: from the method to the empty line, that included. */
  public byte[] copyHead() {
    var last = fields.readCount() - 1;
    var end = last < 0 ? methodEnd : fields.valueEnd(last);
    while (end + 4 < fields.length && !emptyLineAt(end)) {
      end++;
    }
    return java.util.Arrays.copyOfRange(fields.bytes, methodStart, end + 4);
  }

  private boolean emptyLineAt(int at) {
    var bytes = fields.bytes;
    return bytes[at] == '\r'
        && bytes[at + 1] == '\n'
        && bytes[at + 2] == '\r'
        && bytes[at + 3] == '\n';
  }

  public int methodStart() {
    return methodStart;
  }

  public int methodEnd() {
    return methodEnd;
  }

  public int rawPathStart() {
    return pathStart;
  }

  public int rawPathEnd() {
    return pathEnd;
  }

  /** Where the query begins, after the question mark; -1 without one. */
  public int queryStart() {
    return queryStart;
  }

  public int queryEnd() {
    return queryEnd;
  }

  public int hostStart() {
    return hostStart;
  }

  public int hostEnd() {
    return hostEnd;
  }

  public int authorityStart() {
    return authorityStart;
  }

  public int authorityEnd() {
    return authorityEnd;
  }

  /** The bytes of the path to match, with {@link #matchPathStart()} and {@link #matchPathEnd()}. */
  public byte[] matchPathBytes() {
    return normalLength == RAW ? fields.bytes : normalPath;
  }

  /** Whether the path to match is not the raw one. */
  public boolean hasNormalPath() {
    return normalLength != RAW;
  }

  /** Where the path to match begins. */
  public int matchPathStart() {
    return normalLength == RAW ? pathStart : 0;
  }

  public int matchPathEnd() {
    return normalLength == RAW ? pathEnd : normalLength;
  }

  /** Whether the client speaks HTTP/1.0. */
  public boolean isHttp10() {
    return http10;
  }

  /** Whether the client wants the connection to stay open. */
  public boolean keepAlive() {
    return keepAlive;
  }

  /** Whether the method is HEAD. */
  public boolean isHead() {
    return head;
  }

  /** Whether the client waits for a 100 before it sends the body. */
  public boolean expectsContinue() {
    return expectContinue;
  }

  /** Whether the client asks to change the protocol of its connection (RFC 9110 §7.8). */
  public boolean asksUpgrade() {
    return upgrade;
  }

  /** Whether a response changes to protocols that the client asked for, and to no other. */
  public boolean askedFor(DecodedResponse response) {
    return upgrade
        && response.upgrades()
        && protocols(fields).containsAll(protocols(response.fields()));
  }

  private static List<String> protocols(HeadFields fields) {
    var value = fields.value(fields.find(FieldId.UPGRADE)).toLowerCase(Locale.ROOT);
    return Arrays.stream(value.split(",", -1)).map(String::strip).toList();
  }

  /** Whether the target is {@code *}. */
  public boolean isAsterisk() {
    return asterisk;
  }

  public Framing framing() {
    return framing;
  }

  /** The length of the body where {@link #framing()} is {@link Framing#LENGTH}. */
  public long contentLength() {
    return contentLength;
  }

  /** Whether the method equals a text. */
  public boolean isMethod(String name) {
    if (methodEnd - methodStart != name.length()) {
      return false;
    }
    for (var i = 0; i < name.length(); i++) {
      if (fields.bytes[methodStart + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether sending the request twice does what sending it once does (RFC 9110 §9.2.2). */
  public boolean isIdempotent() {
    return isMethod("GET")
        || isHead()
        || isMethod("OPTIONS")
        || isMethod("PUT")
        || isMethod("DELETE");
  }

  @Override
  public String method() {
    if (isMethod("GET")) {
      return "GET";
    }
    return isMethod("POST") ? "POST" : fields.text(methodStart, methodEnd);
  }

  @Override
  public String path() {
    var known = path;
    if (known == null) {
      known =
          new String(
              matchPathBytes(),
              matchPathStart(),
              matchPathEnd() - matchPathStart(),
              java.nio.charset.StandardCharsets.UTF_8);
      path = known;
    }
    return known;
  }

  @Override
  public String rawPath() {
    return asterisk ? "*" : fields.text(pathStart, pathEnd);
  }

  @Override
  public @Nullable String rawQuery() {
    return queryStart < 0 ? null : fields.text(queryStart, queryEnd);
  }

  @Override
  public String host() {
    var known = host;
    if (known == null) {
      known = fields.text(hostStart, hostEnd).toLowerCase(java.util.Locale.ROOT);
      host = known;
    }
    return known;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public @Nullable String header(String name) {
    return fields.first(name);
  }

  @Override
  public List<String> headers(String name) {
    return fields.all(name);
  }

  @Override
  public String clientAddress() {
    return clientAddress;
  }

  @Override
  public boolean secure() {
    return secure;
  }
}

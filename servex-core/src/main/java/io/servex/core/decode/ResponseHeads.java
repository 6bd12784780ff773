package io.servex.core.decode;

import static io.servex.core.decode.FieldRelay.bit;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Writes the head of a response in HTTP/1.1's form (RFC 9112 §4). */
final class ResponseHeads {
  private static final byte[] VERSION = "HTTP/1.1 ".getBytes(ISO_8859_1);
  private static final byte[] CRLF = "\r\n".getBytes(ISO_8859_1);
  private static final byte[] REQUEST_ID = "X-Request-ID: ".getBytes(ISO_8859_1);
  private static final byte[] SET_COOKIE = "Set-Cookie: ".getBytes(ISO_8859_1);
  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(ISO_8859_1);
  private static final byte[] KEEP = "Connection: keep-alive\r\n".getBytes(ISO_8859_1);
  private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(ISO_8859_1);
  private static final byte[] UPGRADE = "Connection: upgrade\r\nUpgrade: ".getBytes(ISO_8859_1);

  /** What never passes from one connection to another (RFC 9110 §7.6.1). */
  private static final long HOP_BY_HOP =
      bit(FieldId.CONNECTION)
          | bit(FieldId.KEEP_ALIVE)
          | bit(FieldId.PROXY)
          | bit(FieldId.TE)
          | bit(FieldId.TRAILER)
          | bit(FieldId.TRANSFER_ENCODING)
          | bit(FieldId.UPGRADE)
          | bit(FieldId.X_REQUEST_ID);

  private ResponseHeads() {}

  /** How the end of the connection's life is told to the client. */
  enum Persistence {
    /** HTTP/1.1 keeps the connection without a word. */
    SILENT,
    /** HTTP/1.0 is told that it is kept. */
    TOLD,
    /** The connection closes after this response. */
    CLOSES
  }

  static ByteWriter relayed(
      ByteWriter out,
      DecodedResponse response,
      byte[] requestId,
      boolean chunked,
      Persistence persistence) {
    var leftOut = HOP_BY_HOP;
    if (chunked) {
      leftOut |= bit(FieldId.CONTENT_LENGTH);
    }
    statusLine(out, response);
    FieldRelay.copy(response.fields(), leftOut, out);
    if (undated(response.fields())) {
      DateField.put(out);
    }
    cookie(out, response);
    if (chunked) {
      out.put(CHUNKED);
    }
    return finish(out, requestId, persistence);
  }

  /** A filter's own Date has no number. */
  private static boolean undated(HeadFields fields) {
    return fields.find(FieldId.DATE) < 0 && fields.find("Date") < 0;
  }

  static ByteWriter upgraded(ByteWriter out, DecodedResponse response, byte[] requestId) {
    statusLine(out, response);
    var fields = response.fields();
    FieldRelay.copy(fields, HOP_BY_HOP | bit(FieldId.CONTENT_LENGTH), out);
    cookie(out, response);
    var protocol = fields.find(FieldId.UPGRADE);
    out.put(UPGRADE)
        .put(response.bytes(), fields.valueStart(protocol), fields.valueEnd(protocol))
        .put(CRLF);
    return finish(out, requestId, Persistence.SILENT);
  }

  static ByteWriter interim(ByteWriter out, DecodedResponse response) {
    statusLine(out, response);
    FieldRelay.copy(response.fields(), HOP_BY_HOP | bit(FieldId.CONTENT_LENGTH), out);
    return out.put(CRLF);
  }

  /** A body without a length is chunked where the client knows that. */
  static ByteWriter local(
      ByteWriter out,
      LocalResponse response,
      byte[] requestId,
      boolean chunked,
      Persistence persistence) {
    out.put(VERSION).putDecimal(response.status()).put(" ").put(response.reason()).put(CRLF);
    DateField.put(out);
    if (!response.contentType().isEmpty()) {
      out.put("Content-Type: ").put(response.contentType()).put(CRLF);
    }
    if (chunked) {
      out.put(CHUNKED);
    } else if (response.status() != 204 && response.status() != 304 && response.length() >= 0) {
      out.put("Content-Length: ").putDecimal(response.length()).put(CRLF);
    }
    for (var field : response.fields()) {
      out.put(field).put(CRLF);
    }
    return finish(out, requestId, persistence);
  }

  private static void statusLine(ByteWriter out, DecodedResponse response) {
    out.put(VERSION)
        .putDecimal(response.status())
        .put(" ")
        .put(response.bytes(), response.reasonStart(), response.reasonEnd())
        .put(CRLF);
  }

  private static void cookie(ByteWriter out, DecodedResponse response) {
    var cookie = response.cookie();
    if (cookie != null) {
      out.put(SET_COOKIE).put(cookie).put(CRLF);
    }
  }

  private static ByteWriter finish(ByteWriter out, byte[] requestId, Persistence persistence) {
    if (requestId.length > 0) {
      out.put(REQUEST_ID).put(requestId).put(CRLF);
    }
    switch (persistence) {
      case SILENT -> {}
      case TOLD -> out.put(KEEP);
      case CLOSES -> out.put(CLOSE);
    }
    return out.put(CRLF);
  }
}

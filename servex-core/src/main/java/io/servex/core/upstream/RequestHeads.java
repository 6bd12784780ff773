package io.servex.core.upstream;

import static io.servex.core.decode.FieldRelay.bit;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.servex.core.decode.ByteWriter;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.FieldId;
import io.servex.core.decode.FieldRelay;
import io.servex.core.decode.Framing;
import io.servex.core.exchange.Exchange;
import io.servex.core.select.RuleBackend;

/** Writes the head of a forwarded request in HTTP/1.1's form (RFC 9112 §3). */
final class RequestHeads {
  private static final byte[] VERSION_HOST = " HTTP/1.1\r\nHost: ".getBytes(ISO_8859_1);
  private static final byte[] CRLF = "\r\n".getBytes(ISO_8859_1);
  private static final byte[] LENGTH = "Content-Length: ".getBytes(ISO_8859_1);
  private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(ISO_8859_1);
  private static final byte[] UPGRADE = "Connection: upgrade\r\nUpgrade: ".getBytes(ISO_8859_1);
  private static final byte[] TE = "TE: trailers\r\nConnection: TE\r\n".getBytes(ISO_8859_1);
  private static final byte[] REQUEST_ID = "X-Request-ID: ".getBytes(ISO_8859_1);
  private static final byte[] FORWARDED_HOST = "X-Forwarded-Host: ".getBytes(ISO_8859_1);
  private static final byte[] TRACEPARENT = "traceparent: ".getBytes(ISO_8859_1);
  private static final byte[] VIA = "Via: 1.1 servex\r\n".getBytes(ISO_8859_1);

  private static final long ALWAYS_LEFT_OUT =
      bit(FieldId.HOST)
          | bit(FieldId.CONNECTION)
          | bit(FieldId.CONTENT_LENGTH)
          | bit(FieldId.TRANSFER_ENCODING)
          | bit(FieldId.KEEP_ALIVE)
          | bit(FieldId.PROXY)
          | bit(FieldId.TE)
          | bit(FieldId.TRAILER)
          | bit(FieldId.UPGRADE)
          | bit(FieldId.HTTP2_SETTINGS)
          | bit(FieldId.X_FORWARDED_FOR)
          | bit(FieldId.X_FORWARDED_PROTO)
          | bit(FieldId.X_FORWARDED_HOST)
          | bit(FieldId.X_FORWARDED_PORT)
          | bit(FieldId.X_REAL_IP)
          | bit(FieldId.X_REQUEST_ID);
  private static final long LEFT_OUT_FROM_STRANGERS =
      bit(FieldId.FORWARDED) | bit(FieldId.X_FORWARDED_OTHER) | bit(FieldId.X_USER);

  private RequestHeads() {}

  static ByteWriter write(ByteWriter out, Exchange exchange, RuleBackend backend) {
    var request = exchange.request();
    var peer = exchange.client().peer();
    requestLine(out, exchange, backend, request);
    var leftOut = ALWAYS_LEFT_OUT;
    if (!peer.trusted()) {
      leftOut |= LEFT_OUT_FROM_STRANGERS;
    }
    if (!request.expectsContinue()) {
      leftOut |= bit(FieldId.EXPECT);
    }
    if (exchange.forwarding().stripAuthorization()) {
      leftOut |= bit(FieldId.AUTHORIZATION);
    }
    var trace = exchange.trace();
    if (trace != null) {
      leftOut |= bit(FieldId.TRACEPARENT);
      if (!trace.keepsState()) {
        leftOut |= bit(FieldId.TRACESTATE);
      }
    }
    FieldRelay.copy(request.fields(), leftOut, out);
    forwarded(out, exchange, request);
    framing(out, request);
    if (exchange.forwarding().via()) {
      out.put(VIA);
    }
    if (trace != null) {
      out.put(TRACEPARENT).put(trace.traceparent()).put(CRLF);
    }
    return out.put(REQUEST_ID).put(exchange.requestId()).put(CRLF).put(CRLF);
  }

  private static void requestLine(
      ByteWriter out, Exchange exchange, RuleBackend backend, DecodedRequest request) {
    var target = exchange.upstream();
    out.put(request.bytes(), request.methodStart(), request.methodEnd());
    out.put(" ");
    if (target == null || request.isAsterisk()) {
      out.put("*");
    } else {
      var rewrite = target.rewrite();
      out.reserve(rewrite.maxLength(request, backend.basePath(), backend.baseQuery()));
      out.length(
          rewrite.write(
              request, backend.basePath(), backend.baseQuery(), out.bytes(), out.length()));
    }
    out.put(VERSION_HOST);
    var host = target == null ? null : target.host();
    if (host != null && host.literal() != null) {
      out.put(host.literal());
    } else if (host != null && host.backend()
        || request.authorityEnd() == request.authorityStart()) {
      out.put(backend.authority());
    } else {
      out.put(request.bytes(), request.authorityStart(), request.authorityEnd());
    }
    out.put(CRLF);
  }

  private static void forwarded(ByteWriter out, Exchange exchange, DecodedRequest request) {
    var peer = exchange.client().peer();
    var fields = request.fields();
    if (!peer.trusted() && !exchange.forwarding().appendForwarded()) {
      out.put(peer.forwarded());
    } else {
      out.put("X-Forwarded-For: ");
      for (var field = 0; field < fields.count(); field++) {
        if (fields.id(field) == FieldId.X_FORWARDED_FOR
            && fields.valueEnd(field) > fields.valueStart(field)) {
          out.put(fields.bytes(), fields.valueStart(field), fields.valueEnd(field)).put(", ");
        }
      }
      out.put(peer.text()).put(CRLF);
      out.put("X-Real-IP: ").put(request.clientAddress()).put(CRLF);
      out.put("X-Forwarded-Proto: ").put(request.secure() ? "https" : "http").put(CRLF);
      out.put("X-Forwarded-Port: ");
      var port = peer.trusted() ? fields.findOnly(FieldId.X_FORWARDED_PORT) : -1;
      if (port >= 0) {
        out.put(fields.bytes(), fields.valueStart(port), fields.valueEnd(port));
      } else {
        out.putDecimal(peer.listenerPort());
      }
      out.put(CRLF);
    }
    var host = peer.trusted() ? fields.findOnly(FieldId.X_FORWARDED_HOST) : -1;
    if (host >= 0) {
      out.put(FORWARDED_HOST)
          .put(fields.bytes(), fields.valueStart(host), fields.valueEnd(host))
          .put(CRLF);
    } else if (request.authorityEnd() > request.authorityStart()) {
      out.put(FORWARDED_HOST)
          .put(request.bytes(), request.authorityStart(), request.authorityEnd())
          .put(CRLF);
    }
  }

  private static void framing(ByteWriter out, DecodedRequest request) {
    var fields = request.fields();
    if (request.framing() == Framing.LENGTH) {
      out.put(LENGTH).putDecimal(request.contentLength()).put(CRLF);
    } else if (request.framing() == Framing.CHUNKED) {
      out.put(CHUNKED);
    }
    if (request.asksUpgrade()) {
      var protocol = fields.find(FieldId.UPGRADE);
      out.put(UPGRADE)
          .put(fields.bytes(), fields.valueStart(protocol), fields.valueEnd(protocol))
          .put(CRLF);
      return;
    }
    var te = fields.find(FieldId.TE);
    if (te >= 0 && fields.valueEquals(te, "trailers")) {
      out.put(TE);
    }
  }
}

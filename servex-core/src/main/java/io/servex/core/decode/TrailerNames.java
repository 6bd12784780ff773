package io.servex.core.decode;

import java.nio.charset.StandardCharsets;

/**
 * The fields that a trailer must not hold: those of framing, routing, authentication, content and
 * control, which a receiver needs before the body or does not expect behind it (RFC 9110 §6.5.1).
 * An underscore counts as a hyphen.
 */
final class TrailerNames {
  private static final byte[][] FORBIDDEN =
      bytes(
          "accept-ranges access-control-allow-credentials access-control-allow-origin age"
              + " allow alt-svc authentication-info cache-control cf-connecting-ip clear-site-data"
              + " content-disposition content-encoding content-language content-location"
              + " content-md5 content-range content-security-policy cookie dpop early-data expires"
              + " http2-settings if-match if-modified-since if-none-match if-range"
              + " if-unmodified-since link location max-forwards origin pragma range referer"
              + " refresh remote-user retry-after set-cookie strict-transport-security"
              + " true-client-ip vary warning www-authenticate x-accel-redirect x-api-key"
              + " x-auth-token x-client-ip x-cluster-client-ip x-csrf-token x-forwarded x-host"
              + " x-http-method x-http-method-override x-method-override x-original-url"
              + " x-remote-user x-rewrite-url x-sendfile");

  private TrailerNames() {}

  private static byte[][] bytes(String names) {
    var words = names.split(" ", -1);
    var all = new byte[words.length][];
    for (var i = 0; i < words.length; i++) {
      all[i] = words[i].getBytes(StandardCharsets.US_ASCII);
    }
    return all;
  }

  static boolean forbids(HeadFields fields, int field) {
    var start = fields.nameStart(field);
    var end = fields.nameEnd(field);
    var id = FieldNames.foldedId(fields.bytes, start, end);
    if (id != FieldId.OTHER) {
      return id != FieldId.DATE && id != FieldId.USER_AGENT && id != FieldId.VIA;
    }
    for (var name : FORBIDDEN) {
      if (end - start == name.length && FieldNames.startsWith(fields.bytes, start, name, true)) {
        return true;
      }
    }
    return false;
  }
}

package io.servex.core.exchange;

import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.FieldId;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** The id of an exchange: the client's where it is acceptable, else {@code <millis>-<8 hex>}. */
final class RequestId {
  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final int LONGEST = 128;

  private RequestId() {}

  static byte[] of(DecodedRequest request) {
    var fields = request.fields();
    var field = fields.find(FieldId.X_REQUEST_ID);
    return field >= 0
            && acceptable(fields.bytes(), fields.valueStart(field), fields.valueEnd(field))
        ? Arrays.copyOfRange(fields.bytes(), fields.valueStart(field), fields.valueEnd(field))
        : generate();
  }

  private static boolean acceptable(byte[] bytes, int start, int end) {
    if (end == start || end - start > LONGEST) {
      return false;
    }
    for (var at = start; at < end; at++) {
      var b = bytes[at];
      var letter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
      var digit = b >= '0' && b <= '9';
      if (!letter && !digit && b != '.' && b != '_' && b != '-') {
        return false;
      }
    }
    return true;
  }

  static byte[] generate() {
    var id = new byte[22];
    var millis = System.currentTimeMillis();
    for (var at = 12; at >= 0; at--) {
      id[at] = (byte) ('0' + millis % 10);
      millis /= 10;
    }
    id[13] = '-';
    var random = ThreadLocalRandom.current().nextInt();
    for (var at = 14; at < 22; at++) {
      id[at] = HEX[random & 15];
      random >>>= 4;
    }
    return id;
  }
}

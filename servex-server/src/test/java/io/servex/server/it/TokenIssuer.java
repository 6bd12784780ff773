package io.servex.server.it;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** Signs tokens, and publishes the keys for them over HTTP. */
final class TokenIssuer implements AutoCloseable {
  final KeyPair rsa;
  final KeyPair ec;
  private final OriginServer server;
  private volatile String published;
  private volatile int status = 200;

  TokenIssuer() throws GeneralSecurityException, IOException {
    rsa = rsa(2048);
    var curve = KeyPairGenerator.getInstance("EC");
    curve.initialize(new ECGenParameterSpec("secp256r1"));
    ec = curve.generateKeyPair();
    published = keys(rsaKey("r1", rsa), ecKey("e1", ec));
    server =
        new OriginServer((request, in, out, socket) ->
            OriginServer.write(
                out, OriginServer.ok(published).replaceFirst("200 OK", status + " X")));
  }

  static KeyPair rsa(int bits) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  String url() {
    return server.url() + "/keys";
  }

  int fetches() {
    return server.requests().size();
  }

  void publish(String text) {
    published = text;
  }

  void answer(int code) {
    status = code;
  }

  static String keys(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  static String rsaKey(String id, KeyPair pair) {
    var key = (RSAPublicKey) pair.getPublic();
    return "{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}"
        .formatted(id, number(key.getModulus(), 0), number(key.getPublicExponent(), 0));
  }

  static String ecKey(String id, KeyPair pair) {
    var point = ((ECPublicKey) pair.getPublic()).getW();
    return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}"
        .formatted(id, number(point.getAffineX(), 32), number(point.getAffineY(), 32));
  }

  private static String number(BigInteger number, int length) {
    var bytes = number.toByteArray();
    var from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    var plain = Arrays.copyOfRange(bytes, from, bytes.length);
    var padded = new byte[Math.max(length, plain.length)];
    System.arraycopy(plain, 0, padded, padded.length - plain.length, plain.length);
    return encode(padded);
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Claims of a good token, with others in the place of some. */
  static String claims(String... more) {
    var now = System.currentTimeMillis() / 1000;
    var claims = new java.util.LinkedHashMap<String, String>();
    claims.put("iss", "\"https://idp.example\"");
    claims.put("aud", "\"shop\"");
    claims.put("sub", "\"u-17\"");
    claims.put("exp", String.valueOf(now + 60));
    claims.put("iat", String.valueOf(now));
    for (var i = 0; i < more.length; i += 2) {
      claims.put(more[i], more[i + 1]);
    }
    var text = new StringBuilder("{");
    claims.forEach((name, value) -> {
      if (!value.isEmpty()) {
        text.append(text.length() > 1 ? "," : "").append('"').append(name).append("\":");
        text.append(value);
      }
    });
    return text.append('}').toString();
  }

  String rs256(String claims) throws GeneralSecurityException {
    return sign("{\"alg\":\"RS256\",\"kid\":\"r1\",\"typ\":\"JWT\"}", claims, "SHA256withRSA", rsa);
  }

  String es256(String claims) throws GeneralSecurityException {
    return sign("{\"alg\":\"ES256\",\"kid\":\"e1\"}", claims, "SHA256withECDSAinP1363Format", ec);
  }

  /** A token as the field of a request. */
  static String sign(String header, String claims, String algorithm, KeyPair pair)
      throws GeneralSecurityException {
    var text = AuthGateway.part(header) + "." + AuthGateway.part(claims);
    var signature = Signature.getInstance(algorithm);
    signature.initSign(pair.getPrivate());
    signature.update(text.getBytes(StandardCharsets.US_ASCII));
    return "Authorization: Bearer " + text + "." + encode(signature.sign());
  }

  static String basic(String user, String password) {
    var text = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(text);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

package io.servex.server.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Asks a gateway as a user does, with a password, a cookie and a token. */
final class AuthGateway {
  /** A key for access tokens. */
  static final String ACCESS_KEY = "a1".repeat(32);

  /** A key for refresh tokens. */
  static final String REFRESH_KEY = "b2".repeat(32);

  /** Hashes that cost little, for tests that are about something else. */
  static final String CHEAP = "  passwords: {memory: 64KiB, iterations: 1}\n";

  private static final Pattern TOKEN = Pattern.compile("\"accessToken\":\"([^\"]+)\"");

  private AuthGateway() {}

  /** Sends a request with a body and fields. */
  static RawHttpClient.Response send(
      int port, String method, String path, String body, String... fields) throws IOException {
    try (var client = new RawHttpClient(port)) {
      client.send(
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\nContent-Length: "
              + body.getBytes(StandardCharsets.ISO_8859_1).length
              + "\r\n"
              + RawHttpClient.lines(fields)
              + "\r\n"
              + body);
      return client.response();
    }
  }

  static String credentials(String user, String password) {
    return "{\"username\":\"" + user + "\",\"password\":\"" + password + "\"}";
  }

  static RawHttpClient.Response login(int port, String user, String password) throws IOException {
    return send(port, "POST", "/api/v1/auth/login", credentials(user, password));
  }

  static RawHttpClient.Response refresh(int port, String cookie) throws IOException {
    return send(port, "POST", "/api/v1/auth/refresh", "", "Cookie: " + cookie);
  }

  /** The cookie of an answer as a browser sends it back. */
  static String cookie(RawHttpClient.Response response) {
    return response.field("set-cookie").replaceAll(";.*", "");
  }

  /** The access token of an answer, as a field. */
  static String bearer(RawHttpClient.Response response) {
    var found = TOKEN.matcher(response.body());
    if (!found.find()) {
      throw new AssertionError("no token: " + response.status() + " " + response.body());
    }
    return "Authorization: Bearer " + found.group(1);
  }

  /** A token with any header, any claims and the signature of a key. */
  static String forged(String header, String claims, String signature) {
    return "Authorization: Bearer " + part(header) + "." + part(claims) + "." + signature;
  }

  static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}

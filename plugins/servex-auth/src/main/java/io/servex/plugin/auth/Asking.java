package io.servex.plugin.auth;

import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Asks others over HTTP about keys and users. Redirects are not followed, answers are bounded, and
 * the threads are its own.
 *
 * <p><b>Threading:</b> for all event loops, which it never blocks.
 */
final class Asking implements AutoCloseable {
  private static final int LONGEST_ANSWER = 256 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final System.Logger log;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  Asking(System.Logger log) {
    this.log = log;
  }

  /**
   * Sends a request.
   *
   * @param patience until the end of the answer; the client's own limit ends with the answer's head
   */
  CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request, Duration patience) {
    var sent =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    var answer = sent.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    return answer.whenComplete((response, problem) -> {
      if (problem != null) {
        sent.cancel(true);
      }
    });
  }

  /** Fetches the keys of an issuer. */
  CompletableFuture<JWKSet> keys(URI url) {
    var request =
        HttpRequest.newBuilder(url)
            .header("Accept", "application/jwk-set+json, application/json")
            .build();
    return send(request, PATIENCE)
        .thenApply(Asking::read)
        .whenComplete((keys, problem) -> {
          if (problem != null) {
            log.log(
                System.Logger.Level.WARNING,
                "keys cannot be fetched url=" + Urls.shown(url) + " problem=" + problem);
          }
        });
  }

  private static JWKSet read(HttpResponse<byte[]> response) {
    try {
      if (response.statusCode() != 200) {
        throw new ParseException("status " + response.statusCode(), 0);
      }
      return JWKSet.parse(new String(response.body(), StandardCharsets.UTF_8));
    } catch (ParseException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

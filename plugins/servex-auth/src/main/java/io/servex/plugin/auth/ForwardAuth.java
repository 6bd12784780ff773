package io.servex.plugin.auth;

import io.servex.api.filter.Identity;
import io.servex.api.filter.Response;
import io.servex.api.http.RequestHead;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Has another service say who sends a request. It is asked with GET, gets the fields that are
 * configured, and {@code X-Forwarded-Method}, {@code -Proto}, {@code -Host}, {@code -Uri} and
 * {@code -For}. An answer of 200 to 299 names the user; one of 300 to 499 is the client's to get;
 * anything else, and no answer, lets nobody in.
 *
 * <p><b>Threading:</b> for all event loops, which it never blocks.
 */
final class ForwardAuth implements Scheme {
  private static final int MOST_AT_ONCE = 1024;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final ForwardAuthConfig config;
  private final Asking asking;
  private final AtomicInteger asked = new AtomicInteger();

  ForwardAuth(ForwardAuthConfig config, Asking asking) {
    this.config = config;
    this.asking = asking;
  }

  @Override
  public Finding find(RequestHead request) {
    var question = question(request);
    if (question == null) {
      return Finding.REFUSED;
    }
    if (asked.incrementAndGet() > MOST_AT_ONCE) {
      asked.decrementAndGet();
      return Finding.BUSY;
    }
    return Finding.later(
        asking
            .send(question, config.timeout())
            .handle((answer, problem) -> {
              asked.decrementAndGet();
              return problem == null ? read(answer) : Finding.UNAVAILABLE;
            }));
  }

  /** The question; null when a field of the request cannot be passed on as it is. */
  private @Nullable HttpRequest question(RequestHead request) {
    var query = request.rawQuery();
    var question = HttpRequest.newBuilder(config.url());
    try {
      for (var name : config.requestHeaders()) {
        for (var value : request.headers(name)) {
          if (!value.chars().allMatch(c -> c == '\t' || c >= ' ' && c < 127)) {
            return null;
          }
          question.header(name, value);
        }
      }
      return question
          .setHeader("X-Forwarded-Method", request.method())
          .setHeader("X-Forwarded-Proto", request.secure() ? "https" : "http")
          .setHeader(
              "X-Forwarded-Host", request.host() + (request.port() < 0 ? "" : ":" + request.port()))
          .setHeader("X-Forwarded-Uri", request.rawPath() + (query == null ? "" : "?" + query))
          .setHeader("X-Forwarded-For", request.clientAddress())
          .build();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Finding read(HttpResponse<byte[]> answer) {
    var status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return identity(answer);
    }
    if (REDIRECTS.contains(status)) {
      var location = answer.headers().firstValue("Location").orElse("");
      return location.isEmpty()
          ? Finding.UNAVAILABLE
          : answered(Response.of(status).with("Location", location), answer, "Set-Cookie");
    }
    return switch (status) {
      case 401 ->
          answered(
              Response.error(401, "missing or invalid authorization token"),
              answer,
              "WWW-Authenticate",
              "Set-Cookie");
      case 429 -> answered(Response.error(429, "too many attempts"), answer, "Retry-After");
      default ->
          status >= 400 && status < 500
              ? new Finding.Answered(Response.error(403, "insufficient permissions"))
              : Finding.UNAVAILABLE;
    };
  }

  private Finding identity(HttpResponse<byte[]> answer) {
    var ids = answer.headers().allValues(config.userHeader());
    if (ids.size() != 1 || ids.getFirst().isBlank()) {
      return Finding.REFUSED;
    }
    var id = ids.getFirst().strip();
    var name = answer.headers().firstValue(config.nameHeader()).orElse("").strip();
    var roles =
        answer.headers().allValues(config.rolesHeader()).stream()
            .flatMap(line -> Arrays.stream(line.split(",")))
            .map(String::strip)
            .filter(role -> !role.isEmpty())
            .toList();
    return new Finding.Known(new Identity(id, name.isEmpty() ? id : name, roles), List.of());
  }

  private static Finding answered(
      Response response, HttpResponse<byte[]> answer, String... fields) {
    var all = response;
    for (var field : fields) {
      for (var value : answer.headers().allValues(field)) {
        all = all.with(field, value);
      }
    }
    return new Finding.Answered(all);
  }

  /** What a client may do is said by the service's own answers. */
  @Override
  public String challenge(boolean refused) {
    return "";
  }
}

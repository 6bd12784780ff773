package io.servex.server.admin;

import io.servex.api.filter.Response;
import io.servex.api.http.RequestHead;
import io.servex.server.embed.EndpointExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What a handler of a custom endpoint reads and says. */
final class CustomExchange implements EndpointExchange {
  private final RequestHead request;
  private final byte[] body;
  private final List<Response.Field> fields = new ArrayList<>();
  private Response response = Response.of(204);

  CustomExchange(RequestHead request, byte[] body) {
    this.request = request;
    this.body = body;
  }

  /** The last answer, with the fields that were added. */
  Response response() {
    var whole = response;
    for (var field : fields) {
      whole = whole.with(field.name(), field.value());
    }
    return whole;
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public @Nullable String query(String name) {
    var query = request.rawQuery();
    if (query == null) {
      return null;
    }
    for (var pair : query.split("&")) {
      var equals = pair.indexOf('=');
      if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
        return equals < 0 ? "" : decoded(pair.substring(equals + 1));
      }
    }
    return null;
  }

  /** What is no escape stays as it is written. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  @Override
  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public void respond(Response prepared) {
    response = prepared;
  }

  @Override
  public void json(int status, @Nullable Object value) {
    try {
      response = Response.json(status, Json.text(value));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON can be made of the answer", e);
    }
  }

  @Override
  public void text(int status, String text) {
    response =
        Response.of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void header(String name, String value) {
    fields.add(new Response.Field(name, value));
  }
}

package io.servex.testkit;

import io.servex.api.http.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that nobody sent. Nothing is allocated when it is read.
 *
 * @param method the method
 * @param path the path, decoded
 * @param rawPath the path as sent
 * @param rawQuery the query; null for none
 * @param host the host
 * @param port the port; -1 for none
 * @param fields the header fields in their order
 * @param clientAddress the client's address
 * @param secure whether it came by HTTPS
 */
public record TestRequest(
    String method,
    String path,
    String rawPath,
    @Nullable String rawQuery,
    String host,
    int port,
    List<Field> fields,
    String clientAddress,
    boolean secure)
    implements RequestHead {
  /**
   * A header field.
   *
   * @param name its name
   * @param value its value
   */
  public record Field(String name, String value) {}

  /** Copies the list. */
  public TestRequest {
    fields = List.copyOf(fields);
  }

  /**
   * A GET from 192.0.2.1 to {@code shop.example}.
   *
   * @param target a path without escapes, perhaps with a query
   * @return the request
   */
  public static TestRequest get(String target) {
    return of("GET", target);
  }

  /**
   * A request from 192.0.2.1 to {@code shop.example}.
   *
   * @param method the method
   * @param target a path without escapes, perhaps with a query
   * @return the request
   */
  public static TestRequest of(String method, String target) {
    var mark = target.indexOf('?');
    var path = mark < 0 ? target : target.substring(0, mark);
    var query = mark < 0 ? null : target.substring(mark + 1);
    return new TestRequest(
        method, path, path, query, "shop.example", -1, List.of(), "192.0.2.1", false);
  }

  /**
   * The same request with a further field.
   *
   * @param name its name
   * @param value its value
   * @return another request
   */
  public TestRequest with(String name, String value) {
    var more = Stream.concat(fields.stream(), Stream.of(new Field(name, value))).toList();
    return new TestRequest(
        method, path, rawPath, rawQuery, host, port, more, clientAddress, secure);
  }

  /**
   * The same request without the fields of a name.
   *
   * @param name in any case
   * @return another request
   */
  public TestRequest without(String name) {
    return without(other -> other.equalsIgnoreCase(name));
  }

  /**
   * The same request without the fields whose names begin alike.
   *
   * @param prefix in any case
   * @return another request
   */
  public TestRequest withoutBelow(String prefix) {
    return without(other -> other.regionMatches(true, 0, prefix, 0, prefix.length()));
  }

  private TestRequest without(Predicate<String> names) {
    var less = fields.stream().filter(field -> !names.test(field.name())).toList();
    return new TestRequest(
        method, path, rawPath, rawQuery, host, port, less, clientAddress, secure);
  }

  /**
   * The same request from another client.
   *
   * @param address an IPv4 or IPv6 address
   * @return another request
   */
  public TestRequest from(String address) {
    return new TestRequest(method, path, rawPath, rawQuery, host, port, fields, address, secure);
  }

  /**
   * The same request to another host.
   *
   * @param name in any case
   * @return another request
   */
  public TestRequest to(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return new TestRequest(
        method, path, rawPath, rawQuery, lower, port, fields, clientAddress, secure);
  }

  /**
   * The same request over HTTPS.
   *
   * @return another request
   */
  public TestRequest overHttps() {
    return new TestRequest(
        method, path, rawPath, rawQuery, host, port, fields, clientAddress, true);
  }

  @Override
  public @Nullable String header(String name) {
    for (var i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equalsIgnoreCase(name)) {
        return fields.get(i).value();
      }
    }
    return null;
  }

  @Override
  public List<String> headers(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }
}

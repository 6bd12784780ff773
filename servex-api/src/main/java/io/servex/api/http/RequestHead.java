package io.servex.api.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of one request, after every framing check, as the gateway routes and authorises it.
 *
 * <p>Text is created when it is asked for: a caller on the hot path asks for what it needs, once.
 *
 * <p><b>Threading and ownership:</b> valid only during the call that it was passed to, on that
 * thread. Keep the strings, never the head.
 */
public interface RequestHead {
  /**
   * The method (RFC 9110 §9), case-sensitive.
   *
   * @return a token such as {@code GET}
   */
  String method();

  /**
   * The path that is matched and authorised: percent-decoded once, repeated slashes collapsed, dot
   * segments and the parameters of segments ({@code /a;v=1/b}, RFC 3986 §3.3) removed, {@code %2F}
   * kept as written. Decoded bytes are read as UTF-8.
   *
   * @return a path that begins with a slash; {@code *} for {@code OPTIONS *}
   */
  String path();

  /**
   * The path exactly as the client sent it, still encoded and without the query.
   *
   * @return the raw path
   */
  String rawPath();

  /**
   * The query exactly as the client sent it (RFC 3986 §3.4), without the question mark.
   *
   * @return the raw query, or null when the target has no question mark
   */
  @Nullable String rawQuery();

  /**
   * The host that the request is for, lower-case, without port and without a trailing dot.
   *
   * @return a host name or an address, IPv6 in brackets; empty when the client sent an empty Host
   */
  String host();

  /**
   * The port that the Host field names.
   *
   * @return 0 to 65535, or -1 when it names none
   */
  int port();

  /**
   * The first value of a field.
   *
   * @param name the field's name in any case
   * @return the value without surrounding white space, or null when the field is absent
   */
  @Nullable String header(String name);

  /**
   * All values of a field, one for each line, in their order.
   *
   * @param name the field's name in any case
   * @return an immutable list, empty when the field is absent
   */
  List<String> headers(String name);

  /**
   * The address of the client, resolved through the trusted proxies, without port and zone.
   *
   * @return an IPv4 or IPv6 address in text form
   */
  String clientAddress();

  /**
   * Whether the client's own connection, or a trusted proxy's word, is HTTPS.
   *
   * @return true for https
   */
  boolean secure();
}

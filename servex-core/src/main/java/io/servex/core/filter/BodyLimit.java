package io.servex.core.filter;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import java.util.Locale;

/**
 * Refuses bodies that are too large with 413 (RFC 9110 §15.5.14): at once where their length is
 * known, and otherwise as soon as one byte too many has come.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class BodyLimit implements Filter {
  private static final Response ANY = Response.error(413, "Request body too large");
  private static final Response JSON = Response.error(413, "JSON body too large");
  private static final Response UPLOAD = Response.error(413, "File upload too large");

  private final long any;
  private final long json;
  private final long upload;

  /**
   * Limits bodies, each in bytes; a body has to keep to the first and to that of its kind.
   *
   * @param any of every body
   * @param json of a body of JSON
   * @param upload of a multipart body
   */
  public BodyLimit(long any, long json, long upload) {
    this.any = any;
    this.json = Math.min(any, json);
    this.upload = Math.min(any, upload);
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    var length = exchange.bodyLength();
    if (length == 0) {
      return Verdict.CONTINUE;
    }
    var type = exchange.request().header("Content-Type");
    var kind = type == null ? "" : type.toLowerCase(Locale.ROOT);
    if (length > any) {
      return Verdict.respond(ANY);
    }
    if (kind.contains("application/json") || kind.contains("+json")) {
      return limit(exchange, length, json, JSON);
    }
    if (kind.startsWith("multipart/")) {
      return limit(exchange, length, upload, UPLOAD);
    }
    return limit(exchange, length, any, ANY);
  }

  private Verdict limit(FilterExchange exchange, long length, long most, Response refusal) {
    if (length > most) {
      return Verdict.respond(refusal);
    }
    if (length < 0) {
      exchange.limitBody(most, most < any ? refusal : ANY);
    }
    return Verdict.CONTINUE;
  }
}

package io.servex.core.decode;

import org.jspecify.annotations.Nullable;

/**
 * One response's head after every check.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection. <b>Ownership:</b> valid until
 * the next head is parsed into it.
 */
public final class DecodedResponse {
  final HeadFields fields = new HeadFields();
  int status;
  int reasonStart;
  int reasonEnd;
  boolean http10;
  boolean keepAlive;
  boolean upgrade;
  boolean eventStream;
  Framing framing = Framing.NONE;
  long contentLength = -1;
  private @Nullable String cookie;

  /** Forgets the response, and keeps the arrays. */
  public void clear() {
    fields.clear();
    reset();
  }

  /** Forgets what was parsed, and keeps the bytes. */
  void reset() {
    fields.clearFields();
    status = 0;
    http10 = false;
    keepAlive = false;
    upgrade = false;
    eventStream = false;
    framing = Framing.NONE;
    contentLength = -1;
    cookie = null;
  }

  /** Adds a Set-Cookie field to what is relayed. */
  public void setCookie(String value) {
    cookie = value;
  }

  @Nullable String cookie() {
    return cookie;
  }

  public HeadFields fields() {
    return fields;
  }

  public byte[] bytes() {
    return fields.bytes;
  }

  /** 100 to 999. */
  public int status() {
    return status;
  }

  public int reasonStart() {
    return reasonStart;
  }

  public int reasonEnd() {
    return reasonEnd;
  }

  /** Whether the backend speaks HTTP/1.0. */
  public boolean isHttp10() {
    return http10;
  }

  /** Whether the backend keeps its connection open. */
  public boolean keepAlive() {
    return keepAlive;
  }

  /** Whether it is a 101 with {@code Connection: upgrade} and an {@code Upgrade} field. */
  public boolean upgrades() {
    return upgrade;
  }

  /** Whether the content type is {@code text/event-stream}. */
  public boolean isEventStream() {
    return eventStream;
  }

  /** How the body ends; it already accounts for HEAD, 1xx, 204 and 304. */
  public Framing framing() {
    return framing;
  }

  /** Gives the body another length: it will be known only at its end. */
  public void lengthUnknown() {
    dropLength();
    if (framing != Framing.NONE) {
      framing = Framing.CHUNKED;
    }
  }

  /** Gives the body another length. */
  public void length(long bytes) {
    dropLength();
    framing = Framing.LENGTH;
    contentLength = bytes;
    fields.append("Content-Length", Long.toString(bytes));
  }

  private void dropLength() {
    contentLength = -1;
    for (var field = 0; field < fields.count(); field++) {
      if (fields.id(field) == FieldId.CONTENT_LENGTH) {
        fields.drop(field);
      }
    }
  }

  /** The Content-Length that was sent, also with HEAD and 304; -1 without one. */
  public long contentLength() {
    return contentLength;
  }
}

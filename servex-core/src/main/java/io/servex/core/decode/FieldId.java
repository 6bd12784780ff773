package io.servex.core.decode;

/**
 * The fields that the data plane itself has to recognise, as small numbers that the parser stores
 * beside each field of a head.
 */
public final class FieldId {
  /** Any field that the data plane passes on without looking at it. */
  public static final int OTHER = 0;

  public static final int HOST = 1;
  public static final int CONNECTION = 2;
  public static final int CONTENT_LENGTH = 3;
  public static final int TRANSFER_ENCODING = 4;
  public static final int KEEP_ALIVE = 5;

  /** Any field whose name begins with {@code Proxy-}. */
  public static final int PROXY = 6;

  public static final int TE = 7;
  public static final int TRAILER = 8;
  public static final int UPGRADE = 9;
  public static final int EXPECT = 10;
  public static final int AUTHORIZATION = 11;

  /** {@code X-Forwarded-For}. */
  public static final int X_FORWARDED_FOR = 12;

  public static final int X_FORWARDED_PROTO = 13;
  public static final int X_FORWARDED_HOST = 14;
  public static final int X_FORWARDED_PORT = 15;
  public static final int X_REAL_IP = 16;
  public static final int X_REQUEST_ID = 17;
  public static final int FORWARDED = 18;

  /** Any field whose name begins with {@code X-User-}. */
  public static final int X_USER = 19;

  public static final int CONTENT_TYPE = 20;
  public static final int HTTP2_SETTINGS = 21;
  public static final int DATE = 22;
  public static final int USER_AGENT = 23;
  public static final int VIA = 24;

  /** Any other field whose name begins with {@code X-Forwarded-}. */
  public static final int X_FORWARDED_OTHER = 25;

  /** {@code traceparent} of W3C Trace Context. */
  public static final int TRACEPARENT = 26;

  public static final int TRACESTATE = 27;

  private FieldId() {}
}

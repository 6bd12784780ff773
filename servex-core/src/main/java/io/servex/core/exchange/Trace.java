package io.servex.core.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.servex.core.decode.HeadFields;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The place of one exchange in a distributed trace: the {@code traceparent} that backends get (W3C
 * Trace Context §3.2).
 *
 * <p>Whoever asks for a trace with a well-formed field, {@code traceparent} or Zipkin's {@code b3},
 * goes on with theirs; the exchange is a span of its own in it. Everybody else begins one.
 */
public final class Trace {
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
  private static final int TRACE = 3;
  private static final int TRACE_END = 35;
  private static final int SPAN = 36;
  private static final int SPAN_END = 52;
  private static final int FLAGS = 53;
  private static final int LENGTH = 55;
  private static final int SHORT_ID = 16;
  private static final int LONG_ID = 32;
  private static final int SAMPLED = 1;

  /** The trace id was drawn at random, as level 2 of the specification asks for. */
  private static final int RANDOM = 2;

  private final byte[] value = new byte[LENGTH];
  private final boolean keepsState;

  private Trace(boolean keepsState) {
    this.keepsState = keepsState;
    value[0] = '0';
    value[1] = '0';
    value[TRACE - 1] = '-';
    value[TRACE_END] = '-';
    value[SPAN_END] = '-';
    fill(SPAN, SPAN_END);
  }

  /** Goes on with the trace of a head, or begins one, which is recorded at a rate from 0 to 1. */
  static Trace of(HeadFields fields, double sampleRate) {
    var parent = only(fields, "traceparent");
    if (parent >= 0) {
      var trace = w3c(fields.bytes(), fields.valueStart(parent), fields.valueEnd(parent));
      if (trace != null) {
        return trace;
      }
    }
    var zipkin = zipkin(fields, sampleRate);
    return zipkin == null ? begun(sampled(sampleRate)) : zipkin;
  }

  private static Trace begun(boolean sampled) {
    var trace = new Trace(false);
    trace.fill(TRACE, TRACE_END);
    return trace.flags(RANDOM | (sampled ? SAMPLED : 0));
  }

  private static boolean sampled(double rate) {
    return rate >= 1 || ThreadLocalRandom.current().nextDouble() < rate;
  }

  /** The only field of a name; -1 when there is none, or several. */
  private static int only(HeadFields fields, String name) {
    var found = -1;
    for (var field = 0; field < fields.count(); field++) {
      if (!fields.dropped(field) && fields.nameEquals(field, name)) {
        if (found >= 0) {
          return -1;
        }
        found = field;
      }
    }
    return found;
  }

  // ---- W3C

  /** A value of {@code traceparent}; null when it is not well-formed. */
  static @Nullable Trace w3c(byte[] bytes, int start, int end) {
    var length = end - start;
    if (length < LENGTH
        || !hex(bytes, start, start + 2)
        || bytes[start] == 'f' && bytes[start + 1] == 'f'
        || bytes[start] == '0' && bytes[start + 1] == '0' && length > LENGTH
        || length > LENGTH && bytes[start + LENGTH] != '-'
        || bytes[start + TRACE - 1] != '-'
        || bytes[start + TRACE_END] != '-'
        || bytes[start + SPAN_END] != '-'
        || !id(bytes, start + TRACE, start + TRACE_END)
        || !id(bytes, start + SPAN, start + SPAN_END)
        || !hex(bytes, start + FLAGS, start + LENGTH)) {
      return null;
    }
    var trace = new Trace(true);
    System.arraycopy(bytes, start + TRACE, trace.value, TRACE, LONG_ID);
    return trace.flags(digit(bytes[start + LENGTH - 1]) & (SAMPLED | RANDOM));
  }

  // ---- Zipkin

  private static @Nullable Trace zipkin(HeadFields fields, double sampleRate) {
    var single = only(fields, "b3");
    if (single >= 0) {
      return b3(fields.bytes(), fields.valueStart(single), fields.valueEnd(single), sampleRate);
    }
    var id = only(fields, "x-b3-traceid");
    if (id < 0) {
      return null;
    }
    var sampled = only(fields, "x-b3-sampled");
    var flags = only(fields, "x-b3-flags");
    var decision =
        flags >= 0 && fields.valueIs(flags, "1")
            ? 'd'
            : sampled >= 0 && fields.valueEnd(sampled) > fields.valueStart(sampled)
                ? fields.bytes()[fields.valueStart(sampled)]
                : '-';
    return zipkin(
        fields.bytes(), fields.valueStart(id), fields.valueEnd(id), sampled(decision, sampleRate));
  }

  /**
   * The one field {@code b3}: trace, span, and perhaps decision and parent; or a decision alone.
   */
  static @Nullable Trace b3(byte[] bytes, int start, int end, double sampleRate) {
    if (end - start == 1) {
      return begun(sampled(bytes[start], sampleRate));
    }
    var dash = start;
    while (dash < end && bytes[dash] != '-') {
      dash++;
    }
    var span = dash + 1;
    var after = span + SHORT_ID;
    if (after > end || !id(bytes, span, after) || after < end && bytes[after] != '-') {
      return null;
    }
    var decision = after + 1 < end ? bytes[after + 1] : '-';
    return zipkin(bytes, start, dash, sampled(decision, sampleRate));
  }

  private static @Nullable Trace zipkin(byte[] bytes, int start, int end, boolean sampled) {
    var length = end - start;
    if (length != SHORT_ID && length != LONG_ID || !id(bytes, start, end)) {
      return null;
    }
    var trace = new Trace(false);
    java.util.Arrays.fill(trace.value, TRACE, TRACE_END, (byte) '0');
    System.arraycopy(bytes, start, trace.value, TRACE_END - length, length);
    return trace.flags(sampled ? SAMPLED : 0);
  }

  private static boolean sampled(int decision, double sampleRate) {
    return switch (decision) {
      case '1', 'd', 't' -> true;
      case '0', 'f' -> false;
      default -> sampled(sampleRate);
    };
  }

  // ---- digits

  /** Lower-case digits that are not all zero. */
  private static boolean id(byte[] bytes, int start, int end) {
    var any = false;
    for (var at = start; at < end; at++) {
      any |= bytes[at] != '0';
    }
    return any && hex(bytes, start, end);
  }

  private static boolean hex(byte[] bytes, int start, int end) {
    for (var at = start; at < end; at++) {
      if (digit(bytes[at]) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int digit(byte b) {
    return b >= '0' && b <= '9' ? b - '0' : b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
  }

  private Trace flags(int flags) {
    value[FLAGS] = '0';
    value[FLAGS + 1] = HEX[flags];
    return this;
  }

  /** Draws digits that are not all zero. */
  private void fill(int start, int end) {
    var random = ThreadLocalRandom.current();
    for (var at = start; at < end; at += 16) {
      var bits = 0L;
      while (bits == 0) {
        bits = random.nextLong();
      }
      for (var i = 0; i < 16; i++) {
        value[at + i] = HEX[(int) (bits >>> 4 * i) & 15];
      }
    }
  }

  // ---- what others may know

  /** The field's value for backends; not to be changed. */
  public byte[] traceparent() {
    return value;
  }

  /** Whether the client's {@code tracestate} belongs to this trace. */
  public boolean keepsState() {
    return keepsState;
  }

  /** Where the id of the trace begins in {@link #traceparent()}. */
  public int traceStart() {
    return TRACE;
  }

  /** Where the id of the trace ends. */
  public int traceEnd() {
    return TRACE_END;
  }

  /** Where the id of this exchange's span begins in {@link #traceparent()}. */
  public int spanStart() {
    return SPAN;
  }

  /** Where the id of the span ends. */
  public int spanEnd() {
    return SPAN_END;
  }

  /** The id of the trace: 32 hexadecimal digits. */
  public String traceId() {
    return new String(value, TRACE, LONG_ID, ISO_8859_1);
  }

  /** The id of this exchange's span: 16 hexadecimal digits. */
  public String spanId() {
    return new String(value, SPAN, SHORT_ID, ISO_8859_1);
  }
}

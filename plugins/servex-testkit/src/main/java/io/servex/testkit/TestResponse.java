package io.servex.testkit;

import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer that nobody gave.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class TestResponse implements ResponseHead {
  private final int status;
  private final boolean fromBackend;
  private final long length;
  private final List<TestRequest.Field> fields = new ArrayList<>();
  private final List<BodyTransformer> transformers = new ArrayList<>();
  private @Nullable Response replacement;

  /**
   * An answer.
   *
   * @param status 200 to 999
   * @param fromBackend whether a backend gave it
   * @param length of its body in bytes; 0 for none, -1 where only the end shows it
   */
  public TestResponse(int status, boolean fromBackend, long length) {
    this.status = status;
    this.fromBackend = fromBackend;
    this.length = length;
  }

  /**
   * A backend's answer with a body of text.
   *
   * @param status 200 to 999
   * @return the answer
   */
  public static TestResponse of(int status) {
    var bodiless = status == 204 || status == 304;
    var response = new TestResponse(status, true, bodiless ? 0 : 1_000);
    if (!bodiless) {
      response.addHeader("Content-Type", "text/plain");
    }
    return response;
  }

  /**
   * What a filter answered instead.
   *
   * @return null for nothing
   */
  public @Nullable Response replacement() {
    return replacement;
  }

  /**
   * Lets a body pass the transformers, and ends them.
   *
   * @param parts the body, cut into parts
   * @return what the client would get
   */
  public byte[] transformed(List<byte[]> parts) {
    var sent = new ByteArrayOutputStream();
    try {
      for (var i = 0; i <= parts.size(); i++) {
        var bytes = i < parts.size() ? parts.get(i) : new byte[0];
        sent.writeBytes(through(bytes, i == parts.size(), (byte) i));
      }
    } finally {
      transformers.forEach(BodyTransformer::close);
    }
    return sent.toByteArray();
  }

  /** A part is the transformer's for the call alone: afterwards its bytes are others. */
  private byte[] through(byte[] part, boolean last, byte others) {
    var bytes = part.clone();
    for (var transformer : transformers) {
      var result = new ByteArrayOutputStream();
      BodyTransformer.Out out =
          written -> {
            var copy = new byte[written.remaining()];
            written.get(copy);
            result.writeBytes(copy);
          };
      if (bytes.length > 0) {
        transformer.part(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), out);
        Arrays.fill(bytes, others);
      }
      if (last) {
        transformer.end(out);
      }
      bytes = result.toByteArray();
    }
    return bytes;
  }

  /**
   * Whether a filter transforms the body.
   *
   * @return false where it passes as it is
   */
  public boolean transforms() {
    return !transformers.isEmpty();
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public boolean fromBackend() {
    return fromBackend;
  }

  @Override
  public boolean hasBody() {
    return length != 0;
  }

  @Override
  public long bodyLength() {
    return transforms() ? -1 : length;
  }

  @Override
  public @Nullable String header(String name) {
    var values = headers(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  @Override
  public List<String> headers(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(TestRequest.Field::value)
        .toList();
  }

  @Override
  public void setHeader(String name, String value) {
    removeHeader(name);
    addHeader(name, value);
  }

  @Override
  public void addHeader(String name, String value) {
    FieldRules.check(name, value);
    fields.add(new TestRequest.Field(name, value));
  }

  @Override
  public void removeHeader(String name) {
    FieldRules.check(name, "");
    fields.removeIf(field -> field.name().equalsIgnoreCase(name));
  }

  @Override
  public void replaceWith(Response response) {
    replacement = response;
  }

  @Override
  public void transformBody(BodyTransformer transformer) {
    transformers.add(transformer);
  }
}

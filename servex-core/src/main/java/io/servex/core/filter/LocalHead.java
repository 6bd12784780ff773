package io.servex.core.filter;

import io.netty.buffer.Unpooled;
import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.PreparedField;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.core.decode.AddedFields;
import io.servex.core.decode.LocalFile;
import io.servex.core.decode.LocalResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The head of an answer that the gateway or a filter made, as filters see it. */
final class LocalHead implements ResponseHead {
  private static final byte[] NO_BODY = {};
  private static final String CONTENT_TYPE = "Content-Type";

  private final boolean toHead;
  private final boolean fieldsOnly;
  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();
  private int status;
  private byte[] body = NO_BODY;
  private @Nullable LocalFile file;
  private final List<BodyTransformer> transformers = new ArrayList<>(0);
  private final List<Integer> owners = new ArrayList<>(0);
  private final IntSupplier shownTo;

  LocalHead(LocalResponse response, boolean toHead, IntSupplier shownTo) {
    this(response, toHead, false, shownTo);
  }

  private LocalHead(
      LocalResponse response, boolean toHead, boolean fieldsOnly, IntSupplier shownTo) {
    this.toHead = toHead;
    this.fieldsOnly = fieldsOnly;
    this.shownTo = shownTo;
    take(response);
  }

  /** A head of which only the fields can be changed: the status is known to others already. */
  static LocalHead ofFields(LocalResponse response) {
    return new LocalHead(response, false, true, () -> 0);
  }

  private void take(LocalResponse response) {
    status = response.status();
    body = response.body();
    file = response.file();
    fill(response);
  }

  private void fill(LocalResponse response) {
    names.clear();
    values.clear();
    if (!response.contentType().isEmpty()) {
      append(CONTENT_TYPE, response.contentType());
    }
    for (var line : response.fields()) {
      var colon = line.indexOf(':');
      append(line.substring(0, colon), line.substring(colon + 1).strip());
    }
  }

  private void append(String name, String value) {
    names.add(name);
    values.add(value);
  }

  /** What a file passes through, of filters of a chain; null when that is nothing. */
  @Nullable BodyPipe pipe(FilterChain chain) {
    return transformers.isEmpty() ? null : BodyPipe.of(chain, transformers, owners);
  }

  /** The file that is the body; null when there is none. */
  @Nullable LocalFile file() {
    return file;
  }

  /** Lets go of a file that is not sent. */
  void close() {
    transformers.forEach(BodyTransformer::close);
    transformers.clear();
    owners.clear();
    var unsent = file;
    file = null;
    if (unsent != null) {
      unsent.close();
    }
  }

  /** The answer with all changes. */
  LocalResponse result() {
    var type = "";
    var lines = new ArrayList<String>();
    for (var i = 0; i < names.size(); i++) {
      if (type.isEmpty() && names.get(i).equalsIgnoreCase(CONTENT_TYPE)) {
        type = values.get(i);
      } else {
        lines.add(names.get(i) + ": " + values.get(i));
      }
    }
    return new LocalResponse(status, type, body, file, lines);
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public boolean fromBackend() {
    return false;
  }

  @Override
  public boolean hasBody() {
    return !toHead && bodyLength() != 0;
  }

  @Override
  public long bodyLength() {
    var source = file;
    if (source == null) {
      return body.length;
    }
    return transformers.isEmpty() ? source.length() : -1;
  }

  @Override
  public @Nullable String header(String name) {
    var at = find(name);
    return at < 0 ? null : values.get(at);
  }

  private int find(String name) {
    for (var i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public List<String> headers(String name) {
    var found = new ArrayList<String>();
    for (var i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        found.add(values.get(i));
      }
    }
    return List.copyOf(found);
  }

  @Override
  public void setHeader(String name, String value) {
    AddedFields.checkResponse(name, value);
    removeHeader(name);
    append(name, value);
  }

  @Override
  public void setHeader(PreparedField field) {
    removeHeader(field.name());
    addHeader(field);
  }

  @Override
  public void addHeader(PreparedField field) {
    append(field.name(), field.value());
  }

  @Override
  public void addHeader(String name, String value) {
    AddedFields.checkResponse(name, value);
    append(name, value);
  }

  @Override
  public void removeHeader(String name) {
    for (var at = find(name); at >= 0; at = find(name)) {
      names.remove(at);
      values.remove(at);
    }
  }

  @Override
  public void replaceWith(Response response) {
    if (fieldsOnly) {
      LocalFile.drop(response);
      throw new IllegalStateException("replaces an answer of which only fields can be changed");
    }
    var instead = LocalResponse.of(response);
    close();
    take(instead);
  }

  @Override
  public void transformBody(BodyTransformer transformer) {
    if (fieldsOnly) {
      transformer.close();
      throw new IllegalStateException("transforms an answer of which only fields can be changed");
    }
    if (!hasBody()) {
      transformer.close();
      return;
    }
    if (file != null) {
      transformers.add(transformer);
      owners.add(shownTo.getAsInt());
      return;
    }
    var pipe = new BodyPipe(List.of(transformer), List.of(0));
    try {
      var result = pipe.transform(Unpooled.wrappedBuffer(body), true);
      body = new byte[result.readableBytes()];
      result.readBytes(body);
      result.release();
    } finally {
      pipe.close();
    }
  }
}

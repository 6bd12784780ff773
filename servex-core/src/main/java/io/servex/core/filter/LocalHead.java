package io.servex.core.filter;

import io.netty.buffer.Unpooled;
import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.core.decode.AddedFields;
import io.servex.core.decode.LocalResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of an answer that the gateway or a filter made, as filters see it. */
final class LocalHead implements ResponseHead {
  private static final String CONTENT_TYPE = "Content-Type";

  private final boolean toHead;
  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();
  private int status;
  private byte[] body;

  LocalHead(LocalResponse response, boolean toHead) {
    this.toHead = toHead;
    this.status = response.status();
    this.body = response.body();
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
    return new LocalResponse(status, type, body, lines);
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
    return !toHead && body.length > 0;
  }

  @Override
  public long bodyLength() {
    return body.length;
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
    var instead = LocalResponse.of(response);
    status = instead.status();
    body = instead.body();
    fill(instead);
  }

  @Override
  public void transformBody(BodyTransformer transformer) {
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

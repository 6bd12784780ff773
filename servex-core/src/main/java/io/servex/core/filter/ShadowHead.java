package io.servex.core.filter;

import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.PreparedField;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.core.decode.AddedFields;
import io.servex.core.decode.LocalFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of an answer for a filter that may look, and whose changes are only noted. */
final class ShadowHead implements ResponseHead {
  private final ResponseHead head;
  private boolean changed;
  private @Nullable Response replacement;

  ShadowHead(ResponseHead head) {
    this.head = head;
  }

  /** Whether the filter would have changed something. */
  boolean changed() {
    return changed;
  }

  /** What it would have answered instead; null for nothing. */
  @Nullable Response replacement() {
    return replacement;
  }

  @Override
  public int status() {
    return head.status();
  }

  @Override
  public boolean fromBackend() {
    return head.fromBackend();
  }

  @Override
  public boolean hasBody() {
    return head.hasBody();
  }

  @Override
  public long bodyLength() {
    return head.bodyLength();
  }

  @Override
  public @Nullable String header(String name) {
    return head.header(name);
  }

  @Override
  public List<String> headers(String name) {
    return head.headers(name);
  }

  @Override
  public void setHeader(String name, String value) {
    AddedFields.checkResponse(name, value);
    changed = true;
  }

  @Override
  public void addHeader(String name, String value) {
    AddedFields.checkResponse(name, value);
    changed = true;
  }

  @Override
  public void setHeader(PreparedField field) {
    changed = true;
  }

  @Override
  public void addHeader(PreparedField field) {
    changed = true;
  }

  @Override
  public void removeHeader(String name) {
    changed |= head.header(name) != null;
  }

  @Override
  public void replaceWith(Response response) {
    LocalFile.drop(response);
    replacement = response;
  }

  @Override
  public void transformBody(BodyTransformer transformer) {
    changed = true;
    transformer.close();
  }
}

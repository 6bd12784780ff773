package io.servex.core.filter;

import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.PreparedField;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.core.decode.AddedFields;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.decode.Framing;
import io.servex.core.decode.LocalFile;
import io.servex.core.decode.LocalResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A backend's head as filters see it. What they change is changed in the fields that were read, so
 * that nothing is built anew.
 */
public final class RelayedHead implements ResponseHead {
  private final DecodedResponse response;
  private final IntSupplier shownTo;
  private final List<Integer> owners = new ArrayList<>(0);
  private @Nullable Response replacement;
  private @Nullable List<BodyTransformer> transformers;

  RelayedHead(DecodedResponse response, IntSupplier shownTo) {
    this.response = response;
    this.shownTo = shownTo;
  }

  /**
   * What filters make of a backend's answer, beside the changes of its fields.
   *
   * @param replacement what is answered instead; null for nothing else
   * @param body what the body passes through; null for nothing
   * @param failed whether the replacement is there because a filter failed
   */
  public record Changes(
      @Nullable LocalResponse replacement, @Nullable BodyPipe body, boolean failed) {}

  @Nullable Response replacement() {
    return replacement;
  }

  /** What the filters of a chain made of it; null for nothing beside its fields. */
  @Nullable Changes changes(FilterChain chain) {
    var through = transformers;
    if (through == null) {
      return null;
    }
    response.lengthUnknown();
    if (!hasBody()) {
      close();
      return null;
    }
    return new Changes(null, BodyPipe.of(chain, through, owners), false);
  }

  /** Lets go of transformers that will get no body. */
  void close() {
    var unused = transformers;
    if (unused != null) {
      unused.forEach(BodyTransformer::close);
    }
  }

  @Override
  public int status() {
    return response.status();
  }

  @Override
  public boolean fromBackend() {
    return true;
  }

  @Override
  public boolean hasBody() {
    return response.framing() != Framing.NONE;
  }

  @Override
  public long bodyLength() {
    return transformers == null ? response.contentLength() : -1;
  }

  @Override
  public @Nullable String header(String name) {
    return has(name) ? response.fields().first(name) : null;
  }

  @Override
  public List<String> headers(String name) {
    return has(name) ? response.fields().all(name) : List.of();
  }

  private boolean has(String name) {
    return !name.isEmpty() && response.fields().mayHave(name);
  }

  @Override
  public void setHeader(String name, String value) {
    AddedFields.checkResponse(name, value);
    drop(name);
    response.fields().append(name, value);
  }

  @Override
  public void setHeader(PreparedField field) {
    drop(field.name());
    response.fields().append(field);
  }

  @Override
  public void addHeader(String name, String value) {
    AddedFields.checkResponse(name, value);
    response.fields().append(name, value);
  }

  @Override
  public void addHeader(PreparedField field) {
    response.fields().append(field);
  }

  @Override
  public void removeHeader(String name) {
    AddedFields.checkRemoved(name);
    drop(name);
  }

  private void drop(String name) {
    if (has(name)) {
      response.fields().dropAll(name);
    }
  }

  @Override
  public void replaceWith(Response instead) {
    dropReplacement();
    replacement = instead;
  }

  /** Lets go of a replacement that is not answered with. */
  void dropReplacement() {
    if (replacement != null) {
      LocalFile.drop(replacement);
    }
  }

  @Override
  public void transformBody(BodyTransformer transformer) {
    var all = transformers;
    if (all == null) {
      all = new ArrayList<>(1);
      transformers = all;
    }
    all.add(transformer);
    owners.add(shownTo.getAsInt());
  }
}

package io.servex.server.admin;

import io.servex.api.http.RequestHead;
import io.servex.core.decode.DecodedRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request's head that may be kept, and read on any thread. */
record RequestCopy(
    String method,
    String path,
    String rawPath,
    @Nullable String rawQuery,
    String host,
    int port,
    String clientAddress,
    boolean secure,
    List<Field> fields)
    implements RequestHead {
  /** One line of the head. */
  record Field(String name, String value) {}

  RequestCopy {
    fields = List.copyOf(fields);
  }

  static RequestCopy of(DecodedRequest request) {
    var fields = new ArrayList<Field>();
    for (var i = 0; i < request.fields().count(); i++) {
      fields.add(new Field(request.fields().name(i), request.fields().value(i)));
    }
    return new RequestCopy(
        request.method(),
        request.path(),
        request.rawPath(),
        request.rawQuery(),
        request.host(),
        request.port(),
        request.clientAddress(),
        request.secure(),
        fields);
  }

  @Override
  public @Nullable String header(String name) {
    for (var field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        return field.value;
      }
    }
    return null;
  }

  @Override
  public List<String> headers(String name) {
    return fields.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }
}

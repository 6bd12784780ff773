package io.servex.core.filter;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.PreparedField;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.core.decode.AddedFields;
import java.util.List;
import java.util.Map;

/**
 * Takes fields out of every answer, and sets others, whoever made it.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class ResponseFields implements Filter {
  private final PreparedField[] set;
  private final String[] remove;

  /**
   * Changes answers.
   *
   * @param set values by name
   * @param remove names, in any case
   * @throws IllegalArgumentException if a field cannot be sent, or is the gateway's own to write
   */
  public ResponseFields(Map<String, String> set, List<String> remove) {
    remove.forEach(name -> AddedFields.checkResponse(name, ""));
    this.set =
        set.entrySet().stream()
            .map(field -> PreparedField.of(field.getKey(), field.getValue()))
            .toArray(PreparedField[]::new);
    this.remove = remove.toArray(String[]::new);
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    return Verdict.CONTINUE;
  }

  @Override
  public void rejected(boolean secure, ResponseHead response) {
    change(response);
  }

  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    change(response);
  }

  private void change(ResponseHead response) {
    for (var name : remove) {
      response.removeHeader(name);
    }
    for (var field : set) {
      response.setHeader(field);
    }
  }
}

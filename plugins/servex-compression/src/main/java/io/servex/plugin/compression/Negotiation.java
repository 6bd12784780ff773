package io.servex.plugin.compression;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Chooses a coding by what a client says that it accepts (RFC 9110 §12.5.3). */
final class Negotiation {
  private static final int UNSAID = -1;

  private final List<Coding> offered;

  /**
   * Chooses among some codings.
   *
   * @param offered the preferred one first
   */
  Negotiation(List<Coding> offered) {
    this.offered = offered;
  }

  /**
   * Chooses the coding with the greatest weight, and of equal ones the one offered first.
   *
   * @param accepted the lines of Accept-Encoding
   * @return null when the body is to stay as it is
   */
  @Nullable Coding choose(List<String> accepted) {
    if (accepted.isEmpty()) {
      return null;
    }
    var list = accepted.size() == 1 ? accepted.getFirst() : String.join(",", accepted);
    var any = weight(list, "*");
    Coding best = null;
    var most = Math.max(0, weight(list, "identity"));
    for (var coding : offered) {
      var said = weight(list, coding.text());
      var weight = said == UNSAID ? any : said;
      if (weight > 0 && (best == null ? weight >= most : weight > most)) {
        best = coding;
        most = weight;
      }
    }
    return best;
  }

  /** The weight of a coding in thousandths; the greatest when it is there several times. */
  private static int weight(String list, String coding) {
    var weight = UNSAID;
    for (var start = 0; start < list.length(); ) {
      var next = list.indexOf(',', start);
      var end = next < 0 ? list.length() : next;
      var semicolon = list.indexOf(';', start);
      var nameEnd = semicolon < 0 || semicolon > end ? end : semicolon;
      if (is(list.substring(start, nameEnd).strip(), coding)) {
        weight = Math.max(weight, nameEnd == end ? 1000 : quality(list.substring(nameEnd, end)));
      }
      start = end + 1;
    }
    return weight;
  }

  private static boolean is(String name, String coding) {
    return name.equalsIgnoreCase(coding)
        || coding.equals("gzip") && name.equalsIgnoreCase("x-gzip");
  }

  /** The weight in the parameters behind a name; what cannot be read accepts nothing. */
  private static int quality(String parameters) {
    for (var parameter : parameters.split(";", -1)) {
      var text = parameter.strip().toLowerCase(Locale.ROOT);
      if (text.startsWith("q")) {
        var value = text.substring(1).strip();
        return value.matches("=\\s*(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
            ? (int) Math.round(1000 * Double.parseDouble(value.substring(1).strip()))
            : 0;
      }
    }
    return 1000;
  }
}

package io.servex.server.admin;

import io.servex.api.http.RequestHead;
import java.util.Locale;

/** What a client would rather have, by its Accept fields (RFC 9110 §12.5.1). */
final class Accept {
  private Accept() {}

  /** Whether a media type is named, and not liked less than another. */
  static boolean prefers(RequestHead request, String wanted, String other) {
    var named = quality(request, wanted, false);
    return named > 0 && named >= quality(request, other, true);
  }

  private static double quality(RequestHead request, String type, boolean wildcards) {
    var best = 0.0;
    for (var line : request.headers("Accept")) {
      for (var range : line.toLowerCase(Locale.ROOT).split(",")) {
        var parts = range.strip().split(";");
        var name = parts[0].strip();
        var fits =
            name.equals(type)
                || wildcards
                    && (name.equals("*/*") && best == 0
                        || name.equals(type.substring(0, type.indexOf('/')) + "/*"));
        if (fits) {
          best = Math.max(best, weight(parts));
        }
      }
    }
    return best;
  }

  private static double weight(String[] parts) {
    for (var i = 1; i < parts.length; i++) {
      var parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        return parameter.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")
            ? Double.parseDouble(parameter.substring(2))
            : 0;
      }
    }
    return 1;
  }
}

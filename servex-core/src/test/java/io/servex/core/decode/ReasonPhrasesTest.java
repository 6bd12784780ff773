package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReasonPhrasesTest {
  /** The registry's final statuses, apart from 306 and 418, which it keeps unused. */
  private static final Set<Integer> REGISTERED =
      Set.of(
          200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308,
          400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417,
          421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507,
          508, 510, 511);

  @Test
  void knowsWhatIsRegisteredAndSaysOfTheRestWhatItIs() {
    var known = new TreeSet<Integer>();
    for (var status = 200; status < 1000; status++) {
      var phrase = ReasonPhrases.of(status);
      assertThat(phrase).matches("[A-Z][A-Za-z0-9 -]+");
      if (!phrase.equals("Status " + status)) {
        known.add(status);
      }
    }

    assertThat(known).isEqualTo(new TreeSet<>(REGISTERED));
    assertThat(ReasonPhrases.of(201)).isEqualTo("Created");
  }
}

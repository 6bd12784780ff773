package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** A metrics page, read strictly: every family is described once and stands in one piece. */
record Scrape(Map<String, Double> samples) {
  static Scrape of(int port) throws IOException {
    return parse(RawHttpClient.get(port, "/metrics").body());
  }

  static Scrape parse(String page) {
    Map<String, Double> samples = new LinkedHashMap<>();
    var described = new HashSet<String>();
    var family = "";
    for (var line : page.split("\n")) {
      if (line.startsWith("# TYPE ")) {
        family = line.split(" ")[2];
        assertThat(described.add(family)).as(family + " is described once").isTrue();
      } else if (!line.startsWith("#")) {
        assertThat(line).matches("[a-z][a-z0-9_]*(\\{.*})? [-+.0-9EInfa]+");
        assertThat(line).startsWith(family);
        var space = line.lastIndexOf(' ');
        var before =
            samples.put(
                line.substring(0, space),
                Double.valueOf(line.substring(space + 1).replace("+Inf", "Infinity")));
        assertThat(before).as(line).isNull();
      }
    }
    return new Scrape(samples);
  }

  /** The value of a series, written as on the page; NaN when it is not there. */
  double value(String series) {
    return samples.getOrDefault(series, Double.NaN);
  }
}

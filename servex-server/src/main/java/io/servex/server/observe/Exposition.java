package io.servex.server.observe;

import com.codahale.metrics.Counting;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** Writes all series in Prometheus' text format, or in OpenMetrics'. */
public final class Exposition {
  private final Meters meters;
  private final ExpositionFormatWriter prometheus = PrometheusTextFormatWriter.create();
  private final ExpositionFormatWriter openMetrics = new OpenMetricsTextFormatWriter(false, false);

  /** Writes what is registered here. */
  public Exposition(Meters meters) {
    this.meters = meters;
  }

  /** The media type of one of the formats. */
  public String contentType(boolean open) {
    return writer(open).getContentType();
  }

  /** The text of this moment. */
  public byte[] page(boolean open) {
    var out = new ByteArrayOutputStream(16 * 1024);
    try {
      write(open, out);
    } catch (IOException e) {
      throw new IllegalStateException("an array took no bytes", e);
    }
    return out.toByteArray();
  }

  private void write(boolean open, OutputStream out) throws IOException {
    var families = new TreeMap<String, List<Meters.Series>>();
    for (var series : meters.all()) {
      families.computeIfAbsent(series.family().name(), name -> new ArrayList<>()).add(series);
    }
    var snapshots = new ArrayList<MetricSnapshot>();
    for (var family : families.values()) {
      snapshots.add(snapshot(family.getFirst().family(), family));
    }
    writer(open).write(out, new MetricSnapshots(snapshots), EscapingScheme.UNDERSCORE_ESCAPING);
  }

  private ExpositionFormatWriter writer(boolean open) {
    return open ? openMetrics : prometheus;
  }

  private static MetricSnapshot snapshot(Family family, Collection<Meters.Series> all) {
    return switch (family.kind()) {
      case COUNTER ->
          new CounterSnapshot(
              metadata(family, "_total"),
              all.stream()
                  .map(series ->
                      new CounterDataPointSnapshot(
                          number(series.metric()), labels(series), null, 0))
                  .toList());
      case GAUGE ->
          new GaugeSnapshot(
              metadata(family, ""),
              all.stream()
                  .map(series ->
                      new GaugeDataPointSnapshot(number(series.metric()), labels(series), null))
                  .toList());
      case INFO ->
          new InfoSnapshot(
              metadata(family, "_info"),
              all.stream().map(series -> new InfoDataPointSnapshot(labels(series))).toList());
      case HISTOGRAM ->
          new HistogramSnapshot(
              metadata(family, ""), all.stream().map(Exposition::histogram).toList());
    };
  }

  /** The library adds the suffix that goes with the kind. */
  private static MetricMetadata metadata(Family family, String suffix) {
    var name = family.name();
    return new MetricMetadata(
        name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name,
        family.help());
  }

  private static HistogramDataPointSnapshot histogram(Meters.Series series) {
    var histogram = (LoopHistogram) series.metric();
    return new HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(LoopHistogram.bounds(), histogram.counts()),
        histogram.seconds(),
        labels(series),
        Exemplars.EMPTY,
        0);
  }

  private static double number(Metric metric) {
    return switch (metric) {
      case Counting counting -> counting.getCount();
      case Gauge<?> gauge when gauge.getValue() instanceof Number value -> value.doubleValue();
      default -> Double.NaN;
    };
  }

  private static Labels labels(Meters.Series series) {
    return Labels.of(series.labels().toArray(String[]::new));
  }
}

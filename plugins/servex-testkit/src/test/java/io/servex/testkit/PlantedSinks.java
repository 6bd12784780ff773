package io.servex.testkit;

import io.servex.api.dump.DumpRecord;
import io.servex.api.dump.DumpSink;
import io.servex.api.dump.DumpSinkProvider;
import io.servex.api.plugin.PluginContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sinks with one bug each, and one without; lines arrive in a list. */
final class PlantedSinks {
  private PlantedSinks() {}

  /** Creates the sink of a test. */
  private record Provider(DumpSink sink)
      implements Planted.Typed, DumpSinkProvider<Planted.Settings> {
    @Override
    public DumpSink create(Planted.Settings config, PluginContext context) {
      return sink;
    }
  }

  /** The contract around a sink. */
  abstract static class Contract extends DumpSinkContract<Planted.Settings> {
    private final List<String> lines = new ArrayList<>();

    abstract DumpSink sink(List<String> arrived);

    @Override
    protected DumpSinkProvider<Planted.Settings> provider() {
      return new Provider(sink(lines));
    }

    @Override
    protected Planted.Settings config() {
      return new Planted.Settings(0);
    }

    @Override
    protected List<String> arrived() {
      return List.copyOf(lines);
    }
  }

  private static String text(ByteBuffer line) {
    return StandardCharsets.UTF_8.decode(line).toString().stripTrailing();
  }

  /** Keeps lines until they are flushed. */
  private static final class Lines implements DumpSink {
    private final List<String> arrived;
    private final List<String> pending = new ArrayList<>();

    Lines(List<String> arrived) {
      this.arrived = arrived;
    }

    @Override
    public void write(DumpRecord record) {
      pending.add(text(record.line()));
    }

    @Override
    public void flush() {
      arrived.addAll(pending);
      pending.clear();
    }

    @Override
    public void close() {
      flush();
    }
  }

  static final class Sound extends Contract {
    @Override
    DumpSink sink(List<String> arrived) {
      return new Lines(arrived);
    }
  }

  /** Reads records after the call that they were passed to. */
  static final class KeepsRecords extends Contract {
    private record Keeping(List<String> arrived, List<ByteBuffer> kept) implements DumpSink {
      @Override
      public void write(DumpRecord record) {
        kept.add(record.line());
      }

      @Override
      public void flush() {
        kept.forEach(line -> arrived.add(text(line)));
        kept.clear();
      }

      @Override
      public void close() {}
    }

    @Override
    DumpSink sink(List<String> arrived) {
      return new Keeping(arrived, new ArrayList<>());
    }
  }

  /** A flush leaves the newest line behind. */
  static final class LosesTheLast extends Contract {
    private record Late(List<String> arrived, List<String> pending) implements DumpSink {
      @Override
      public void write(DumpRecord record) {
        pending.add(text(record.line()));
      }

      @Override
      public void flush() {
        while (pending.size() > 1) {
          arrived.add(pending.removeFirst());
        }
      }

      @Override
      public void close() {}
    }

    @Override
    DumpSink sink(List<String> arrived) {
      return new Late(arrived, new ArrayList<>());
    }
  }

  static final class ClosesOnce extends Contract {
    private record Once(Lines lines, AtomicBoolean closed) implements DumpSink {
      @Override
      public void write(DumpRecord record) {
        lines.write(record);
      }

      @Override
      public void flush() {
        lines.flush();
      }

      @Override
      public void close() throws IOException {
        if (closed.getAndSet(true)) {
          throw new IOException("closed");
        }
      }
    }

    @Override
    DumpSink sink(List<String> arrived) {
      return new Once(new Lines(arrived), new AtomicBoolean());
    }
  }
}

package io.servex.testkit;

import io.servex.api.filter.BodyTransformer;
import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.FilterPhase;
import io.servex.api.filter.FilterProvider;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.plugin.PluginContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Filters with one bug each, and one without. */
final class PlantedFilters {
  private PlantedFilters() {}

  /** Creates filters that have no settings. */
  private record Provider(Supplier<Filter> filter)
      implements Planted.Typed, FilterProvider<Planted.Settings> {
    @Override
    public FilterPhase phase() {
      return FilterPhase.TRANSFORM;
    }

    @Override
    public Filter create(Planted.Settings config, PluginContext context) {
      return filter.get();
    }
  }

  /** The contract around a filter. */
  abstract static class Contract extends FilterContract<Planted.Settings> {
    abstract Filter filter();

    @Override
    protected FilterProvider<Planted.Settings> provider() {
      return new Provider(this::filter);
    }

    @Override
    protected Planted.Settings config() {
      return new Planted.Settings(0);
    }
  }

  /** Lets bodies pass a transformer of their own. */
  private record Transforming(Supplier<BodyTransformer> transformer) implements Filter {
    @Override
    public Verdict request(FilterExchange exchange) {
      return Verdict.CONTINUE;
    }

    @Override
    public void response(FilterExchange exchange, ResponseHead response) {
      if (response.hasBody()) {
        response.transformBody(transformer.get());
      }
    }
  }

  private static int upper(int letter) {
    return letter >= 'a' && letter <= 'z' ? letter - 32 : letter;
  }

  private static byte[] bytes(ByteBuffer part) {
    var bytes = new byte[part.remaining()];
    part.get(bytes);
    return bytes;
  }

  /** Writes the first letter of each line large. */
  static final class Sound extends Contract {
    private static final class Capitals implements BodyTransformer {
      private boolean first = true;

      @Override
      public void part(ByteBuffer part, Out out) {
        var bytes = bytes(part);
        for (var i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (first ? upper(bytes[i]) : bytes[i]);
          first = bytes[i] == '\n';
        }
        out.write(bytes, 0, bytes.length);
      }

      @Override
      public void end(Out out) {}
    }

    @Override
    Filter filter() {
      return new Transforming(Capitals::new);
    }
  }

  /** Forgets that there are requests without a path. */
  static final class DecidesNothing extends Contract {
    @Override
    @SuppressWarnings("NullAway") // that is the bug
    Filter filter() {
      return exchange -> exchange.request().path().startsWith("/") ? Verdict.CONTINUE : null;
    }
  }

  static final class Blocks extends Contract {
    @Override
    Filter filter() {
      var wait = new Planted.Wait(new AtomicInteger());
      return exchange -> {
        wait.now();
        return Verdict.CONTINUE;
      };
    }
  }

  /** All bodies are numbered by one transformer, each where the one before ended. */
  static final class SharesState extends Contract {
    private static final class Numbering implements BodyTransformer {
      private int passed;

      @Override
      public void part(ByteBuffer part, Out out) {
        passed += part.remaining();
        out.write(part);
      }

      @Override
      public void end(Out out) {
        out.write(new byte[] {(byte) passed, (byte) (passed >> 8)}, 0, 2);
      }
    }

    @Override
    Filter filter() {
      var shared = new Numbering();
      return new Transforming(() -> shared);
    }
  }

  /** Takes the beginning of a part for the beginning of the body. */
  static final class SeesTheCuts extends Contract {
    private static final class Capital implements BodyTransformer {
      @Override
      public void part(ByteBuffer part, Out out) {
        var bytes = bytes(part);
        bytes[0] = (byte) upper(bytes[0]);
        out.write(bytes, 0, bytes.length);
      }

      @Override
      public void end(Out out) {}
    }

    @Override
    Filter filter() {
      return new Transforming(Capital::new);
    }
  }

  /** Reads buffers that are the gateway's again. */
  static final class KeepsParts extends Contract {
    private static final class Collecting implements BodyTransformer {
      private final List<ByteBuffer> parts = new ArrayList<>();

      @Override
      public void part(ByteBuffer part, Out out) {
        parts.add(part);
      }

      @Override
      public void end(Out out) {
        parts.forEach(out::write);
      }
    }

    @Override
    Filter filter() {
      return new Transforming(Collecting::new);
    }
  }

  /** Says how long a body is that it is not asked about. */
  static final class WritesFraming extends Contract {
    private static final class Length implements Filter {
      @Override
      public Verdict request(FilterExchange exchange) {
        return Verdict.CONTINUE;
      }

      @Override
      public void response(FilterExchange exchange, ResponseHead response) {
        if (!response.hasBody()) {
          response.setHeader("Content-Length", "0");
        }
      }
    }

    @Override
    Filter filter() {
      return new Length();
    }
  }
}

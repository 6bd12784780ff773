package io.servex.dump;

import io.servex.api.dump.DumpSink;
import io.servex.api.dump.DumpSinkProvider;
import io.servex.api.plugin.PluginContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;

/** Creates {@link StreamSink}s on the standard output, {@code sink: stdout}. */
public final class StdoutSinkProvider implements DumpSinkProvider<StdoutSinkProvider.Config> {
  private final OutputStream out;

  /** There is nothing to configure. */
  public record Config() {}

  /** Creates sinks on the standard output of the process. */
  public StdoutSinkProvider() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  StdoutSinkProvider(OutputStream out) {
    this.out = out;
  }

  @Override
  public String type() {
    return "stdout";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public DumpSink create(Config config, PluginContext context) {
    return new StreamSink(out);
  }
}

package io.servex.dump;

import io.servex.api.dump.DumpSink;
import io.servex.api.dump.DumpSinkProvider;
import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.Range;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Creates {@link JsonlSink}s, {@code sink: jsonl}. */
public final class JsonlSinkProvider implements DumpSinkProvider<JsonlSinkProvider.Config> {
  /** The files of one directory. */
  public record Config(
      @Description("Where the files are written; made where it is absent") Path directory,
      @Description("The size at which the next file begins") @Default("100MiB")
          ByteSize maxFileSize,
      @Description("How many files are kept") @Default("10") @Range(min = 1) int maxFiles,
      @Description("What is done to files that are full") @Default("none") Compression compress) {}

  /** What is done to files that are full. */
  public enum Compression {
    NONE,
    GZIP
  }

  @Override
  public String type() {
    return "jsonl";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public DumpSink create(Config config, PluginContext context) throws IOException {
    return new JsonlSink(
        new RotatingFiles(
            config.directory(),
            new RotatingFiles.Limits(config.maxFileSize().bytes(), config.maxFiles()),
            config.compress() == Compression.GZIP ? new FileCompressor(context.logger()) : null,
            FileChannel::write));
  }
}

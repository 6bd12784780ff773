package io.servex.server;

import io.servex.server.config.SectionKeys;
import io.servex.server.reference.JsonSchema;
import io.servex.server.reference.SampleFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** {@code generate}, {@code schema}, {@code version}: what needs no configuration. */
final class PrintCommand {
  private final Invocation invocation;

  PrintCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  int generate() {
    var keys = keys();
    return print(
        invocation.flags().type.equals("env") ? SampleFile.env(keys) : SampleFile.yaml(keys));
  }

  int schema() {
    return print(JsonSchema.text(keys()));
  }

  /** With those of the plugins that are installed beside the program. */
  private SectionKeys keys() {
    var home = System.getProperty("servex.home");
    var folder = home == null ? null : Path.of(home, "plugins");
    return SectionKeys.of(invocation.plugins().look(folder, Set.of()));
  }

  /** To the file of {@code --output}, which must be a new one without {@code --force}. */
  private int print(String text) {
    var file = invocation.flags().output;
    if (file == null) {
      invocation.out().print(text);
      return Invocation.OK;
    }
    try {
      write(file, text);
      return Invocation.OK;
    } catch (FileAlreadyExistsException e) {
      return invocation.problem(file + ": is there already (expected: a new file, or --force)");
    } catch (IOException e) {
      return invocation.problem(
          file + ": cannot be written (expected: a file in a folder that is)");
    }
  }

  private void write(Path file, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (invocation.flags().force) {
      Files.write(file, bytes);
    } else {
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
  }

  int version() {
    var out = invocation.out();
    out.println("servex " + Version.text());
    out.println("module: " + PrintCommand.class.getModule().getName());
    out.println("java: " + System.getProperty("java.version"));
    out.println("vm: " + System.getProperty("java.vm.name"));
    out.println("platform: " + System.getProperty("os.name") + "/" + System.getProperty("os.arch"));
    return Invocation.OK;
  }
}

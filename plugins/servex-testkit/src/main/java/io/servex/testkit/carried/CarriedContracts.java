package io.servex.testkit.carried;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.servex.testkit.ComponentContract;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract tests among some classes: found, run, and told of. */
public final class CarriedContracts {
  /** How long one test may take, in the words of JUnit. */
  private static final String PATIENCE = "2m";

  private static final String CLASS = ".class";

  private CarriedContracts() {}

  /**
   * Runs all contract tests in a folder of classes, which is on the class path with the plugin, and
   * ends the process: with 0 where all passed or there are none, 1 where one failed, 2 where the
   * folder cannot be read. Each test has a line on the standard output.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) {
    var out = System.out;
    System.setOut(System.err);
    var code = 2;
    try {
      code = run(Path.of(arguments[0]), out);
    } catch (IOException e) {
      out.println(arguments[0] + ": cannot be read: " + e.getMessage());
    }
    out.flush();
    System.exit(code);
  }

  private static int run(Path folder, PrintStream out) throws IOException {
    var lines = new ResultLines(out);
    var contracts = new ArrayList<Class<?>>();
    for (var name : names(folder)) {
      try {
        var type = Class.forName(name, false, CarriedContracts.class.getClassLoader());
        if (ComponentContract.class.isAssignableFrom(type)
            && !Modifier.isAbstract(type.getModifiers())) {
          contracts.add(type);
        }
      } catch (ClassNotFoundException | LinkageError e) {
        lines.failed(name, e);
      }
    }
    if (!contracts.isEmpty()) {
      var request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(contracts.stream().map(type -> selectClass(type)).toList())
              .filters(EngineFilter.includeEngines("junit-jupiter"))
              .configurationParameter("junit.jupiter.execution.timeout.default", PATIENCE)
              .configurationParameter(
                  "junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
              .build();
      LauncherFactory.create().execute(request, lines);
    }
    return lines.failures() == 0 ? 0 : 1;
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> name.endsWith(CLASS) && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - CLASS.length()))
          .map(name -> name.replace('/', '.').replace('\\', '.'))
          .sorted()
          .toList();
    }
  }
}

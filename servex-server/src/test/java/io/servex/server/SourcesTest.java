package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shape of the sources of all modules, tests included. */
class SourcesTest {
  private static final int LONGEST_FILE = 500;
  private static final int LONGEST_METHOD = 60;

  private static final Pattern LEFT_OVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static List<Path> sources;

  @BeforeAll
  static void find() throws IOException {
    try (var files = Files.walk(Path.of(".."))) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("/src/"))
              .filter(file -> !file.toString().contains("/target/"))
              .sorted()
              .toList();
    }
  }

  @Test
  void noFileIsTooLong() throws IOException {
    var tooLong = new ArrayList<String>();
    for (var source : sources) {
      var lines = Files.readAllLines(source).size();
      if (lines > LONGEST_FILE) {
        tooLong.add(source + ": " + lines + " lines (expected: at most " + LONGEST_FILE + ")");
      }
    }

    assertThat(tooLong).isEmpty();
  }

  @Test
  void noMethodIsTooLongAndEachFileHasOneType() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var problems = new ArrayList<String>();
    try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      var trees = Trees.instance(task);
      for (var unit : task.parse()) {
        if (unit.getTypeDecls().size() > 1) {
          problems.add(unit.getSourceFile().getName() + ": more than one type");
        }
        new MethodLengths(trees, unit, problems).scan(unit, null);
      }
    }

    assertThat(problems).isEmpty();
  }

  @Test
  void eachPackageSaysWhatItIsFor() {
    var silent =
        sources.stream()
            .filter(source -> source.toString().contains("/src/main/java/"))
            .filter(source -> !source.endsWith("module-info.java"))
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .toList();

    assertThat(silent).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    var left = new ArrayList<Path>();
    for (var source : sources) {
      if (LEFT_OVER.matcher(Files.readString(source)).find()) {
        left.add(source);
      }
    }

    assertThat(left).isEmpty();
  }

  private static final class MethodLengths extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Trees trees;
    private final CompilationUnitTree unit;
    private final List<String> problems;

    MethodLengths(Trees trees, CompilationUnitTree unit, List<String> problems) {
      this.trees = trees;
      this.unit = unit;
      this.problems = problems;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      var positions = trees.getSourcePositions();
      var lines = unit.getLineMap();
      var length =
          lines.getLineNumber(positions.getEndPosition(unit, method))
              - lines.getLineNumber(positions.getStartPosition(unit, method))
              + 1;
      if (length > LONGEST_METHOD) {
        problems.add(unit.getSourceFile().getName() + " " + method.getName() + ": " + length);
      }
      return super.visitMethod(method, nothing);
    }
  }
}

package io.servex.testkit.carried;

import java.io.PrintStream;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Writes a line for each test, and for what of a class fails before its tests. */
final class ResultLines implements TestExecutionListener {
  private final PrintStream out;
  private int failures;

  ResultLines(PrintStream out) {
    this.out = out;
  }

  int failures() {
    return failures;
  }

  void failed(String name, Throwable reason) {
    failures++;
    line("failed", name, reason);
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    out.println("skipped  " + name(test) + ": " + reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    switch (result.getStatus()) {
      case FAILED -> failed(name(test), result.getThrowable().orElseGet(AssertionError::new));
      case ABORTED ->
          line("skipped", name(test), result.getThrowable().orElseGet(AssertionError::new));
      case SUCCESSFUL -> {
        if (test.isTest()) {
          out.println("passed   " + name(test));
        }
      }
    }
  }

  private void line(String result, String name, Throwable reason) {
    var message = Optional.ofNullable(reason.getMessage()).orElseGet(reason::toString);
    var first = message.lines().findFirst().orElse("").replaceFirst("^Assumption failed: ", "");
    out.println("%-8s %s: %s".formatted(result, name, first));
  }

  private static String name(TestIdentifier test) {
    return test.getSource().map(source -> name(test, source)).orElseGet(test::getDisplayName);
  }

  private static String name(TestIdentifier test, TestSource source) {
    return switch (source) {
      case MethodSource method -> {
        var own = test.getDisplayName();
        var name = running(test, method.getClassName()) + "." + method.getMethodName();
        yield own.startsWith(method.getMethodName()) ? name : name + " " + own;
      }
      case ClassSource type -> running(test, type.getClassName());
      default -> test.getDisplayName();
    };
  }

  /** The class that runs, not the contract that a method is inherited from. */
  private static String running(TestIdentifier test, String declaring) {
    var name = simple(declaring);
    for (var segment : test.getUniqueIdObject().getSegments()) {
      if (segment.getType().equals("class")) {
        name = simple(segment.getValue());
      } else if (segment.getType().equals("nested-class")) {
        name = name + "." + segment.getValue();
      }
    }
    return name;
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}

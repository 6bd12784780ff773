package io.servex.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .importPaths(
                Path.of("../servex-api/target/classes"),
                Path.of("../servex-core/target/classes"),
                Path.of("../servex-lb/target/classes"),
                Path.of("target/classes"));
  }

  @Test
  void nobodyKnowsTheServer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.servex.server..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.servex.server..")
        .check(classes);
  }

  @Test
  void theApiKnowsTheJdkAlone() {
    noClasses()
        .that()
        .resideInAPackage("io.servex.api..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("io.servex.api..", "java..", "org.jspecify..")
        .check(classes);
  }

  @Test
  void theCoreKnowsNeitherWiringNorFormats() {
    noClasses()
        .that()
        .resideInAPackage("io.servex.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.google.inject..", "tools.jackson..", "ch.qos.logback..", "io.servex.lb..")
        .check(classes);
  }

  @Test
  void theStrategiesKnowTheApiAlone() {
    noClasses()
        .that()
        .resideInAPackage("io.servex.lb..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("io.servex.lb..", "io.servex.api..", "java..", "org.jspecify..")
        .check(classes);
  }

  @Test
  void guiceStaysInTheWiring() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.servex.server.wiring..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.inject..", "jakarta.inject..")
        .check(classes);
  }

  @Test
  void thePackagesOfTheCoreHaveNoCycles() {
    slices().matching("io.servex.core.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void noPackageIsACatchAll() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..",
            "..utils..",
            "..common..",
            "..misc..",
            "..model..",
            "..impl..",
            "..helper..")
        .check(classes);
  }

  @Test
  void theLifeOfARequestHasAHeadingForEachPackageOfTheCore() throws IOException {
    var headings =
        Files.readAllLines(Path.of("../docs/life-of-a-request.md")).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .toList();
    try (var folders = Files.list(Path.of("../servex-core/src/main/java/io/servex/core"))) {
      assertThat(headings)
          .containsExactlyElementsOf(
              folders
                  .filter(Files::isDirectory)
                  .map(path -> path.getFileName().toString())
                  .sorted()
                  .toList());
    }
  }
}

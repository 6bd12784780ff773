package io.servex.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who may know whom, over all modules that are built: by their classes, and by what they require.
 */
class ArchitectureTest {
  private static final String[] WIRING = {"com.google.inject..", "jakarta.inject.."};
  private static final String[] LIBRARIES_OF_THE_SERVER = {
    "com.google..inject..",
    "jakarta..",
    "tools.jackson..",
    "com.fasterxml..",
    "org.snakeyaml..",
    "ch.qos.logback..",
    "picocli..",
    "com.codahale..",
    "io.prometheus.."
  };

  /** What a module may require beside the JDK; nobody may require the server. */
  private static final Map<String, String> ALLOWED =
      Map.of(
          "io.servex.api", "org.jspecify",
          "io.servex.core", "io.servex.api|org.jspecify|io.netty..*|re2j|org.slf4j",
          "io.servex.lb", "io.servex.api|org.jspecify",
          "io.servex.health", "io.servex.api|org.jspecify|io.netty..*|org.slf4j",
          "io.servex.dump", "io.servex.api|org.jspecify|org.slf4j",
          "io.servex.server", "(?!io.servex.(lb|plugin)).*",
          "io.servex.testkit", "(?!io.servex.server).*",
          "acme.sticky", "io.servex.api|org.jspecify",
          "io.servex.plugin",
              "io.servex.api|(?!io.servex|io.netty|com.google.guice|tools.jackson).*");

  private static List<Path> folders;
  private static JavaClasses classes;

  @BeforeAll
  static void read() throws IOException {
    try (var modules = Files.list(Path.of(".."));
        var plugins =
            Files.isDirectory(Path.of("../plugins"))
                ? Files.list(Path.of("../plugins"))
                : Stream.<Path>of()) {
      folders =
          Stream.concat(modules, plugins)
              .filter(module -> Files.exists(module.resolve("pom.xml")))
              .map(module -> module.resolve("target/classes"))
              .filter(Files::isDirectory)
              .sorted()
              .toList();
    }
    classes = new ClassFileImporter().importPaths(folders);
  }

  @Test
  void modulesRequireOnlyWhatTheyMayKnow() {
    Map<String, List<String>> excess = new TreeMap<>();
    for (var module : ModuleFinder.of(folders.toArray(Path[]::new)).findAll()) {
      var name = module.descriptor().name();
      var allowed = ALLOWED.get(name.startsWith("io.servex.plugin") ? "io.servex.plugin" : name);
      var more =
          module.descriptor().requires().stream()
              .map(Requires::name)
              .filter(required -> !required.matches("(java|jdk)\\..*"))
              .filter(required -> allowed == null || !required.matches(allowed))
              .sorted()
              .toList();
      if (allowed == null || !more.isEmpty()) {
        excess.put(name, more);
      }
    }

    assertThat(excess).isEmpty();
  }

  @Test
  void nobodyKnowsTheServer() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.servex.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.servex.server.."));
  }

  @Test
  void theApiKnowsTheJdkAlone() {
    knowsOnly("io.servex.api..", "java..", "org.jspecify..");
  }

  @Test
  void theStrategiesKnowTheApiAlone() {
    knowsOnly("io.servex.lb..", "io.servex.api..", "java..", "javax.crypto..", "org.jspecify..");
  }

  @Test
  void theCoreKnowsTheApiAndTheNetwork() {
    knowsOnly(
        "io.servex.core..",
        "io.servex.api..",
        "java..",
        "javax.net..",
        "com.sun.management..",
        "org.jspecify..",
        "io.netty..",
        "com.google.re2j..",
        "org.slf4j..");
  }

  @Test
  void theChecksKnowTheApiAndTheNetwork() {
    knowsOnly(
        "io.servex.health..",
        "io.servex.api..",
        "java..",
        "javax.net..",
        "com.sun.management..",
        "org.jspecify..",
        "io.netty..",
        "org.slf4j..");
  }

  @Test
  void theDumpKnowsTheApiAlone() {
    knowsOnly("io.servex.dump..", "io.servex.api..", "java..", "org.jspecify..", "org.slf4j..");
  }

  @Test
  void thePluginsKnowTheApiAndWhatTheyBring() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.servex.plugin..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.servex.core..",
                "io.servex.lb..",
                "io.servex.health..",
                "io.servex.dump..",
                "io.netty.."));
  }

  @Test
  void onlyTheServerSeesItsLibraries() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.servex.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LIBRARIES_OF_THE_SERVER));
  }

  @Test
  void guiceStaysInTheWiring() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.servex.server.wiring..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WIRING));
  }

  /** The wiring hands what the core made to the checks, and so may name it. */
  @Test
  void nettyStaysInTheCoreAndTheChecks() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.servex.core..", "io.servex.health..", "io.servex.server.wiring..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.."));
  }

  @Test
  void thePackagesOfTheCoreHaveNoCycles() {
    check(slices().matching("io.servex.core.(*)..").should().beFreeOfCycles());
  }

  @Test
  void noPackageIsACatchAll() {
    check(
        noClasses()
            .should()
            .resideInAnyPackage(
                "..util..",
                "..utils..",
                "..common..",
                "..misc..",
                "..model..",
                "..models..",
                "..impl..",
                "..internal..",
                "..helper..",
                "..helpers..",
                "..shared..",
                "..base.."));
  }

  @Test
  void aNameSaysWhatDistinguishesItsType() {
    check(
        classes()
            .should()
            .haveNameNotMatching(
                ".*\\.(\\w*(Manager|Helper|Helpers|Util|Utils|Impl)|(Abstract|Default(?!When)|Base)[A-Z]\\w*)"));
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

  private static void knowsOnly(String module, String... others) {
    var known = Stream.concat(Stream.of(module), Stream.of(others)).toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage(module)
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(known));
  }

  /** Not every module is there yet, so a rule may have nothing to look at. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(classes);
  }
}

package io.servex.server.wiring;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.servex.api.filter.Filter;
import io.servex.core.filter.WrappingFilter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway's own filters around others. */
class WrappingFiltersTest {
  private static final JavaClasses GATEWAY =
      new ClassFileImporter()
          .importPaths(Path.of("target/classes"), Path.of("../servex-core/target/classes"));

  private static List<Class<?>> wrapping() {
    return GATEWAY.stream()
        .filter(type -> !type.isInterface() && type.isAssignableTo(WrappingFilter.class))
        .<Class<?>>map(JavaClass::reflect)
        .toList();
  }

  @Test
  void areFound() {
    assertThat(wrapping()).contains(SampledFilter.class, DispensableFilter.class);
  }

  /** One that does not say so would be called for whatever the filter inside leaves out. */
  @Test
  void sayThatTheyAre() {
    classes()
        .that(assignableTo(Filter.class))
        .and(
            describe(
                "have a filter in a field",
                type ->
                    type.getAllFields().stream()
                        .anyMatch(field -> field.getRawType().isAssignableTo(Filter.class))))
        .should()
        .beAssignableTo(WrappingFilter.class)
        .check(GATEWAY);
  }

  /** What one of them forgot would be lost for the filter inside, without a word. */
  @ParameterizedTest
  @MethodSource("wrapping")
  void handOnWhateverAFilterCanBeAsked(Class<?> wrapping) {
    for (var method : Filter.class.getDeclaredMethods()) {
      assertThatCode(() -> wrapping.getDeclaredMethod(method.getName(), method.getParameterTypes()))
          .as(method.getName())
          .doesNotThrowAnyException();
    }
  }
}

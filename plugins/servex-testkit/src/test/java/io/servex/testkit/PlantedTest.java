package io.servex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract of strategies finds bugs that were planted, and nothing in what is sound. */
class PlantedTest {
  /** Runs a contract, and returns what failed. */
  private static Set<String> failures(Class<?> contract) {
    var failed = new TreeSet<String>();
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(contract))
            .configurationParameter("junit.jupiter.conditions.deactivate", "*")
            .build();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                  failed.add(test.getDisplayName().replace("()", ""));
                }
              }
            });
    return failed;
  }

  @Test
  void findsNothingInASoundStrategy() {
    assertThat(failures(Planted.Sound.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SharesState, staysSoundOnEightThreadsWhileBackendsChange",
    "Allocates, allocatesNothing",
    "PicksAnother, picksOnlyBackendsThatItWasGiven",
    "Overflows, goesOnWhereACounterWraps",
    "Blocks, neverWaits",
    "IgnoresWeights, spreadsRequestsByWeight"
  })
  void findsAPlantedBug(String bug, String test) throws Exception {
    assertThat(failures(Class.forName(Planted.class.getName() + "$" + bug))).contains(test);
  }
}

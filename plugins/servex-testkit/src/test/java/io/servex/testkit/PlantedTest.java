package io.servex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of each kind finds bugs that were planted, and nothing in what is sound. */
class PlantedTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        Planted.Sound.class,
        PlantedMatchers.Sound.class,
        PlantedFilters.Sound.class,
        PlantedSinks.Sound.class,
        PlantedProbes.Sound.class,
        PlantedDiscoveries.Sound.class,
        PlantedListeners.Sound.class
      })
  void findsNothingInWhatIsSound(Class<?> contract) {
    assertThat(Contracts.failures(contract)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Planted$SharesState, staysSoundOnEightThreadsWhileBackendsChange",
    "Planted$Allocates, allocatesNothing",
    "Planted$PicksAnother, picksOnlyBackendsThatItWasGiven",
    "Planted$Overflows, goesOnWhereACounterWraps",
    "Planted$Blocks, neverWaits",
    "Planted$IgnoresWeights, spreadsRequestsByWeight",
    "PlantedMatchers$TakesOnce, takesWhatItShouldEachTime",
    "PlantedMatchers$Allocates, allocatesNothing",
    "PlantedMatchers$Blocks, neverWaitsOnEightThreads",
    "PlantedMatchers$ChangesItsSettings, keepsItsConfigurationOverARoundTrip",
    "PlantedFilters$DecidesNothing, decidesAboutEveryRequest",
    "PlantedFilters$Blocks, neverWaitsOnEightThreads",
    "PlantedFilters$SharesState, transformsABodyHoweverItIsCut",
    "PlantedFilters$SeesTheCuts, transformsABodyHoweverItIsCut",
    "PlantedFilters$KeepsParts, transformsABodyHoweverItIsCut",
    "PlantedFilters$WritesFraming, looksAtEveryAnswer",
    "PlantedSinks$KeepsRecords, keepsNoRecord",
    "PlantedSinks$LosesTheLast, bringsEveryRecordToItsPlace",
    "PlantedSinks$ClosesOnce, canBeClosedTwice",
    "PlantedProbes$AsksNothing, doesNotPassABackendThatSaysNothing",
    "PlantedProbes$TakesTheEndForAnAnswer, endsWhenItIsInterrupted",
    "PlantedProbes$SaysTooMuch, doesNotPassABackendThatIsNotThere",
    "PlantedDiscoveries$Shuffles, findsTheSameInTheSameOrder",
    "PlantedDiscoveries$IsGoodForNoTime, saysHowLongAnAnswerIsGood",
    "PlantedDiscoveries$ForgetsTheScheme, findsBackendsThatCanBeUsed",
    "PlantedListeners$ExpectsABackend, followsEveryExchange",
    "PlantedListeners$Blocks, neverWaitsOnEightThreads"
  })
  void findsAPlantedBug(String bug, String test) throws Exception {
    var contract = Class.forName(PlantedTest.class.getPackageName() + "." + bug);

    assertThat(Contracts.failures(contract)).contains(test);
  }
}

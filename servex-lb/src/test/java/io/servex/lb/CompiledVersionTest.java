package io.servex.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.balancing.BalancingStrategyProvider;
import java.lang.module.ModuleDescriptor;
import org.junit.jupiter.api.Test;

class CompiledVersionTest {
  @Test
  void theModuleRemembersTheVersionOfTheApiThatItWasCompiledAgainst() {
    var api = BalancingStrategyProvider.class.getModule().getDescriptor();
    var requires = RoundRobinProvider.class.getModule().getDescriptor().requires();

    assertThat(requires)
        .filteredOn(required -> required.name().equals("io.servex.api"))
        .extracting(ModuleDescriptor.Requires::compiledVersion)
        .containsExactly(api.version());
  }
}

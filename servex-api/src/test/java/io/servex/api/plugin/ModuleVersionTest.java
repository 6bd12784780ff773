package io.servex.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModuleVersionTest {
  @Test
  void theModuleCarriesTheVersionThatPluginsRecordWhenTheyAreCompiled() {
    var descriptor = PluginContext.class.getModule().getDescriptor();

    assertThat(descriptor.name()).isEqualTo("io.servex.api");
    assertThat(descriptor.version()).isPresent();
  }
}

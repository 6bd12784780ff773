package io.servex.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;

class PartsTest {
  private record Settings() {}

  private record Provider(String type) implements ComponentProvider<Settings> {
    @Override
    public Class<Settings> configType() {
      return Settings.class;
    }
  }

  private static Parts<Provider> parts(String... types) {
    return new Parts<>("store", List.of(types).stream().map(Provider::new).iterator());
  }

  @Test
  void areFoundByType() {
    assertThat(parts("acme.a", "acme.b").provider("acme.b").type()).isEqualTo("acme.b");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> parts("acme.b", "acme.a").provider("acme.c"))
        .withMessage("store: acme.c (expected: one that is installed: acme.a, acme.b)");
  }

  @Test
  void areAllRefusedWhereOneIsNotClear() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parts("acme.a", "acme.b", "acme.a").provider("acme.b"))
        .withMessageContaining("two providers of acme.a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parts("acme.a", " ").provider("acme.a"))
        .withMessageContaining("no type (expected: a type, as in acme.own)");
  }

  @Test
  void areAllRefusedWhereOneCannotBeLoaded() {
    var found = List.of(new Provider("acme.a")).iterator();
    var broken =
        new Iterator<Provider>() {
          private boolean thrown;

          @Override
          public boolean hasNext() {
            return !thrown || found.hasNext();
          }

          @Override
          public Provider next() {
            if (thrown) {
              return found.next();
            }
            thrown = true;
            throw new ServiceConfigurationError("acme.Broken", new IllegalStateException("why"));
          }
        };

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Parts<>("store", broken).provider("acme.a"))
        .withMessage(
            "store: a provider cannot be loaded: acme.Broken:"
                + " java.lang.IllegalStateException: why; installed: acme.a");
  }

  @Test
  void areCreatedOrRefused() {
    var parts = parts("acme.a");

    assertThat(parts.<String>create("acme.a", () -> "made")).isEqualTo("made");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parts.create("acme.a", () -> null))
        .withMessage("store: acme.a: created nothing");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            parts.create(
                "acme.a",
                () -> {
                  throw new IllegalStateException("away");
                }))
        .withMessage("store: acme.a: java.lang.IllegalStateException: away");
  }
}

package io.servex.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemResolverTest {
  @TempDir Path folder;

  private SystemResolver read(String resolv, String hosts) throws Exception {
    return SystemResolver.read(
        Files.writeString(folder.resolve("resolv.conf"), resolv),
        Files.writeString(folder.resolve("hosts"), hosts));
  }

  @Test
  void readsWhatTheSystemSays() throws Exception {
    var system =
        read(
            """
            # made by hand
            nameserver 10.0.0.2
            nameserver fd00::2 ; the other one
            nameserver nonsense
            search a.example b.example
            options timeout:1 ndots:2
            """,
            """
            127.0.0.1 localhost Host.Example # this one
            """);

    assertThat(system.servers())
        .containsExactly(NameServer.parse("10.0.0.2"), NameServer.parse("[fd00::2]:53"));
    assertThat(system.hosts()).containsExactlyInAnyOrder("localhost", "host.example");
    assertThat(system.candidates("svc")).containsExactly("svc.a.example", "svc.b.example", "svc");
    assertThat(system.candidates("svc.prod.c"))
        .containsExactly("svc.prod.c", "svc.prod.c.a.example", "svc.prod.c.b.example");
    assertThat(system.candidates("svc.")).containsExactly("svc.");
  }

  @Test
  void doesWithoutFiles() {
    var system = SystemResolver.read(folder.resolve("none"), folder.resolve("none"));

    assertThat(system.servers()).isEmpty();
    assertThat(system.candidates("svc")).containsExactly("svc");
  }
}

package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R2: the demonstration has every plugin on, and each command that it prints does what it says. */
class DemoIT {
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(.*curl .*?)  # (\\d{3})(?: with ([^;\\n]*?))?(?:[;:] [a-z].*)?$");

  @TempDir private Path folder;

  @Test
  void eachCommandIsAnsweredAsItSays() throws Exception {
    var program = Program.unpack(Files.createDirectory(folder.resolve("home")));
    var out = folder.resolve("out");
    var port = GatewayProcess.freePort();
    var demo =
        program
            .command("exec bin/servex demo --port " + port)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.readString(out).contains("/proxy-status  #") || !demo.isAlive());
      var said = Files.readString(out);
      var commands = COMMAND.matcher(said).results().toList();

      assertThat(commands)
          .as(said)
          .hasSameSizeAs(said.lines().filter(line -> line.contains("curl ")).toList())
          .hasSizeGreaterThan(15);
      for (var command : commands) {
        answersAsItSays(command);
      }
      assertThat(List.of("security", "cors", "filter", "rate_limit", "auth", "cache"))
          .allMatch(section -> said.contains("\n" + section + ":\n"));
      assertThat(said).contains("\ncompression:\n", "\nstatic_files:\n");
      // The rule of the documentation, as it stands there.
      for (var i = 0; i < 6; i++) {
        assertThat(RawHttpClient.get(port, "/api/users").body()).endsWith(" got GET /users\n");
      }
    } finally {
      demo.destroy();
      assertThat(demo.waitFor()).isZero();
    }
  }

  private static void answersAsItSays(MatchResult command) throws Exception {
    var running =
        new ProcessBuilder("sh", "-c", command.group(1).replace("curl ", "curl -s "))
            .redirectErrorStream(true)
            .start();
    var answer = new String(running.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(running.waitFor()).as(command.group() + "\n" + answer).isZero();

    var last = answer.substring(answer.lastIndexOf("HTTP/1.1 "));
    assertThat(last).as(command.group()).startsWith("HTTP/1.1 " + command.group(2));
    if (command.group(3) != null) {
      assertThat(last.toLowerCase(Locale.ROOT))
          .as(command.group())
          .contains("\r\n" + command.group(3).toLowerCase(Locale.ROOT));
    }
  }
}

package io.servex.server.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Clients that ask until they are told to stop, each on a connection of its own. */
final class Load implements AutoCloseable {
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final List<Thread> clients = new ArrayList<>();

  Load(int port, int count) {
    for (var i = 0; i < count; i++) {
      clients.add(Thread.ofVirtual().start(() -> ask(port)));
    }
  }

  /** What a stopped process has taken is answered when it goes on, which may be a while. */
  private void ask(int port) {
    try (var client = new RawHttpClient(port).patient(Duration.ofMinutes(1))) {
      while (!stopped.get()) {
        client.send("GET /some/path HTTP/1.1\r\nHost: h\r\n\r\n");
        var answer = client.response();
        if (answer.status() == 200) {
          answers.computeIfAbsent(answer.body(), body -> new LongAdder()).increment();
        } else {
          failures.add(answer.head());
        }
      }
    } catch (IOException e) {
      failures.add(e.toString());
    }
  }

  /** How often a backend answered that says its name in each answer. */
  long answers(String backend) {
    var count = answers.get(backend);
    return count == null ? 0 : count.sum();
  }

  /** How often all backends answered. */
  long answers() {
    return answers.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** What was no 200, or no answer at all. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Waits for so many further answers of all together. */
  void goOn(long more) {
    var target = answers() + more;
    await().atMost(Duration.ofSeconds(30)).until(() -> !failures.isEmpty() || answers() >= target);
  }

  @Override
  public void close() throws InterruptedException {
    stopped.set(true);
    for (var client : clients) {
      client.join();
    }
  }
}

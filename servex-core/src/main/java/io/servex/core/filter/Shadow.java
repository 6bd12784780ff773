package io.servex.core.filter;

import io.servex.api.filter.Verdict;
import io.servex.core.decode.LocalFile;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a filter would have done that is asked and not obeyed. Everything is counted, and at most
 * one line is logged in a second.
 *
 * <p><b>Threading:</b> for all threads.
 */
public final class Shadow {
  private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);
  private static final long LOG_EVERY_NANOS = 1_000_000_000L;

  private final String type;
  private final LongAdder refused = new LongAdder();
  private final LongAdder changed = new LongAdder();
  private final LongAdder undecided = new LongAdder();
  private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

  /**
   * The request that a filter looks at, in words that outlive it.
   *
   * @param id the request's id
   * @param client the client's address
   * @param method the method
   * @param path the path
   */
  record Subject(String id, String client, String method, String path) {}

  Shadow(String type) {
    this.type = type;
  }

  /** How many requests would have been answered in the backend's place. */
  public long refused() {
    return refused.sum();
  }

  /** How many requests and answers would have been changed. */
  public long changed() {
    return changed.sum();
  }

  /** How often nothing was decided: the filter failed, or wanted a body. */
  public long undecided() {
    return undecided.sum();
  }

  /** Notes a change. */
  void change() {
    changed.increment();
  }

  /** Notes that nothing was decided. */
  void fail() {
    undecided.increment();
  }

  /** Notes a decision, whoever makes it and when. */
  void decided(@Nullable Verdict verdict, @Nullable Throwable problem, Subject subject) {
    if (problem != null) {
      fail();
      return;
    }
    switch (verdict) {
      case Verdict.Continue _ -> {}
      case Verdict.Respond(var response) -> {
        LocalFile.drop(response);
        refuse(response.status(), subject);
      }
      case Verdict.Change _ -> change();
      case Verdict.Await await -> {
        var later = await.verdict().whenComplete((then, e) -> decided(then, e, subject));
        assert later != null;
      }
      case null -> fail();
    }
  }

  /** Notes an answer in the backend's place. */
  void refuse(int status, Subject subject) {
    refused.increment();
    var last = loggedAt.get();
    var now = System.nanoTime();
    if (now - last >= LOG_EVERY_NANOS && loggedAt.compareAndSet(last, now)) {
      LOG.atInfo()
          .addKeyValue("filter", type)
          .addKeyValue("status", status)
          .addKeyValue("request_id", subject.id())
          .addKeyValue("ip", subject.client())
          .addKeyValue("method", subject.method())
          .addKeyValue("path", subject.path())
          .addKeyValue("refused", refused())
          .log("filter in shadow would have answered");
    }
  }
}

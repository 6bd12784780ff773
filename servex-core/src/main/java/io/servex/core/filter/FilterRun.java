package io.servex.core.filter;

import io.netty.buffer.ByteBuf;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.decode.LocalFile;
import io.servex.core.decode.LocalResponse;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on its way through a chain: which filters were asked, and what became of it. A
 * filter that throws has decided nothing, so nothing goes on.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
public final class FilterRun extends SeenExchange {
  private static final LocalResponse FAILED = LocalResponse.error(500, "Internal Server Error");

  private @Nullable Response answer;
  private @Nullable String answeredBy;
  private @Nullable Verdict awaited;
  private long failed;
  private int asked;

  /** What became of a request. */
  public enum Progress {
    /** Every filter let it pass. */
    PASSED,
    /** One of them answered: {@link FilterRun#answer()}. */
    ANSWERED,
    /** One of them decides later, and {@link Exchange#decided} is called then. */
    WAITING,
    /** One of them failed. */
    FAILED
  }

  /** What a run needs of the exchange that it is a part of. */
  public interface Exchange {
    /** A filter that was waited for has decided; called on any thread. */
    void decided(Verdict verdict, @Nullable Throwable problem);

    /** Reads the request's whole body, or at most the beginning of it. */
    CompletionStage<byte[]> readBody(int limit, boolean whole);

    /**
     * Bounds the request's body.
     *
     * @param by the type of the filter that wants it
     */
    void limitBody(long most, Response refusal, String by);
  }

  /**
   * Begins the way of one exchange.
   *
   * @param rule where the request goes; null when nothing took it
   */
  public FilterRun(
      FilterChain chain,
      DecodedRequest request,
      byte[] requestId,
      @Nullable String rule,
      Exchange exchange) {
    super(chain, request, requestId, rule, exchange);
  }

  // ---- the request

  /** Asks the filters, from the first that was not asked yet. */
  public Progress advance() {
    while (asked < chain.length()) {
      current = asked++;
      var slot = chain.slot(current);
      var shadow = slot.shadow();
      if (shadow != null) {
        look(slot, shadow);
        continue;
      }
      try {
        var verdict = slot.filter().request(this);
        if (verdict instanceof Verdict.Continue) {
          continue;
        }
        var progress = take(verdict);
        if (progress != Progress.PASSED) {
          return progress;
        }
      } catch (Throwable e) {
        blame("request", e);
        return Progress.FAILED;
      }
    }
    return Progress.PASSED;
  }

  /** Asks a filter that is not obeyed: nothing waits for it, and nothing comes of it. */
  private void look(FilterSlot slot, Shadow shadow) {
    try {
      var verdict = slot.filter().request(this);
      if (!(verdict instanceof Verdict.Continue)) {
        shadow.decided(verdict, null, subject());
      }
    } catch (Throwable e) {
      blame("request", e);
      shadow.fail();
    }
  }

  /** Goes on with what a filter decided that was waited for. */
  public Progress resume(@Nullable Verdict verdict, @Nullable Throwable problem) {
    awaited = null;
    if (verdict == null || problem != null) {
      blame("request", problem);
      return Progress.FAILED;
    }
    try {
      var progress = take(verdict);
      return progress == Progress.PASSED ? advance() : progress;
    } catch (Throwable e) {
      blame("request", e);
      return Progress.FAILED;
    }
  }

  private Progress take(@Nullable Verdict verdict) {
    return switch (verdict) {
      case Verdict.Continue _ -> Progress.PASSED;
      case Verdict.Respond(var response) -> {
        answer = response;
        answeredBy = chain.slot(current).type();
        yield Progress.ANSWERED;
      }
      case Verdict.Change(var change) -> {
        change.accept(this);
        yield Progress.PASSED;
      }
      case Verdict.Await await -> {
        awaited = await;
        var waiting = await.verdict().whenComplete(exchange::decided);
        assert waiting != null;
        yield Progress.WAITING;
      }
      case null -> throw new IllegalStateException("decided nothing");
    };
  }

  /** Whether a filter is waited for. */
  public boolean waiting() {
    return awaited != null;
  }

  /** What a filter answered. */
  public LocalResponse answer() {
    var known = answer;
    if (known == null) {
      throw new IllegalStateException("no filter answered");
    }
    return LocalResponse.of(known);
  }

  /** The type of the filter that answered in the backend's place; null when none did. */
  public @Nullable String answeredBy() {
    return answeredBy;
  }

  /** A filter's word about the body answers in the backend's place. */
  public void answeredBy(String type) {
    answeredBy = type;
  }

  // ---- the answer

  /**
   * Shows a backend's head to the filters that were asked and look at answers, the last one first.
   *
   * @return null, or what becomes of the answer beside the changes of its fields
   */
  public RelayedHead.@Nullable Changes response(DecodedResponse response) {
    var last = chain.lookingAtAnswers(asked);
    if (last < 0) {
      return null;
    }
    var head = new RelayedHead(response, () -> current);
    for (var i = last; i >= 0; i = chain.lookingAtAnswers(i)) {
      if (!show(i, head)) {
        head.close();
        head.dropReplacement();
        return new RelayedHead.Changes(afterFailure(), null, true);
      }
      var replacement = head.replacement();
      if (replacement != null) {
        head.close();
        return replaced(replacement, i);
      }
    }
    return head.changes(chain);
  }

  private RelayedHead.Changes replaced(Response replacement, int by) {
    try {
      return new RelayedHead.Changes(local(LocalResponse.of(replacement), by), null, false);
    } catch (IllegalArgumentException e) {
      current = by;
      blame("response", e);
      return new RelayedHead.Changes(afterFailure(), null, true);
    }
  }

  /** Shows an answer of the gateway's own to the filters that were asked; to all if none was. */
  public LocalResponse response(LocalResponse response) {
    return asked == 0
        ? chain.unasked(response, request, System.nanoTime())
        : local(response, asked);
  }

  /** Shows it to those before a place in the chain. */
  private LocalResponse local(LocalResponse response, int before) {
    var head = new LocalHead(response, request.isHead(), () -> current);
    for (var i = chain.lookingAtAnswers(before); i >= 0; i = chain.lookingAtAnswers(i)) {
      if (!show(i, head)) {
        head.close();
        return afterFailure();
      }
    }
    var file = head.file();
    var pipe = head.pipe(chain);
    if (file != null && pipe != null) {
      file.through(new Blaming(pipe));
    }
    return head.result();
  }

  /** A pipe whose failures are counted where they belong. */
  private final class Blaming implements LocalFile.Transformation {
    private final BodyPipe pipe;

    Blaming(BodyPipe pipe) {
      this.pipe = pipe;
    }

    @Override
    public ByteBuf transform(ByteBuf bytes, boolean last) {
      try {
        return pipe.transform(bytes, last);
      } catch (Throwable e) {
        blame(pipe, e);
        throw e;
      }
    }

    @Override
    public void close() {
      pipe.close();
    }
  }

  /** What is answered when a filter failed: it passes all others, and needs the consent of none. */
  private LocalResponse afterFailure() {
    var head = new LocalHead(FAILED, request.isHead(), () -> current);
    for (var i = chain.lookingAtAnswers(asked); i >= 0; i = chain.lookingAtAnswers(i)) {
      var passed = show(i, head);
      assert passed || (failed >>> i & 1) != 0;
    }
    return head.result();
  }

  private boolean show(int index, ResponseHead head) {
    if ((failed >>> index & 1) != 0) {
      return true;
    }
    current = index;
    var slot = chain.slot(index);
    var shadow = slot.shadow();
    try {
      if (shadow == null) {
        slot.filter().response(this, head);
      } else {
        show(slot, shadow, new ShadowHead(head));
      }
      return true;
    } catch (Throwable e) {
      blame("response", e);
      if (shadow != null) {
        shadow.fail();
      }
      return shadow != null;
    }
  }

  private void show(FilterSlot slot, Shadow shadow, ShadowHead head) {
    slot.filter().response(this, head);
    var replacement = head.replacement();
    if (replacement != null) {
      shadow.refuse(replacement.status(), subject());
    } else if (head.changed()) {
      shadow.change();
    }
  }

  /** Counts a failure of the filter that was asked last. */
  public void blame(String when, @Nullable Throwable cause) {
    failed |= 1L << current;
    chain.slot(current).blame(when, cause);
  }

  /** Counts a failure of the filter whose transformer broke a body. */
  public void blame(BodyPipe pipe, Throwable cause) {
    current = pipe.owner();
    blame("body", cause);
  }

  /** The exchange is over. */
  public void completed(int status) {
    for (var i = chain.lookingAtEnds(asked); i >= 0; i = chain.lookingAtEnds(i)) {
      current = i;
      var slot = chain.slot(i);
      try {
        slot.filter().completed(this, status);
      } catch (Throwable e) {
        slot.blame("completed", e);
      }
    }
  }
}

package io.servex.core.decode;

import org.jspecify.annotations.Nullable;

/**
 * All the deadlines of one event loop, in a hashed wheel with lazy re-arming.
 *
 * <p>Idea: a deadline that moves into the future is only written down; its place in the wheel is
 * looked at again when its old slot comes round. A keep-alive connection that answers thousands of
 * requests a second so costs one relink every few seconds. Invariant: an armed deadline is linked
 * in a slot that comes round no later than it expires. Precision: one tick.
 *
 * <p><b>Threading:</b> confined to the event loop.
 */
public final class DeadlineWheel {
  /** The length of a tick in nanoseconds. */
  public static final long TICK_NANOS = 50_000_000L;

  private static final int SLOTS = 512;
  private static final long NEVER = Long.MAX_VALUE;

  private final @Nullable Deadline[] slots = new @Nullable Deadline[SLOTS];
  private final long origin;
  private long tick;

  /** Starts a wheel at a time of {@link System#nanoTime()}. */
  public DeadlineWheel(long nowNanos) {
    origin = nowNanos;
  }

  /** Something that ends when its time has come. */
  public abstract static class Deadline {
    private long at = NEVER;
    private long linkedTick;
    private boolean linked;
    private @Nullable Deadline next;
    private @Nullable Deadline previous;

    /** Called on the event loop, once for each time that it was armed and not disarmed. */
    protected abstract void expired(long nowNanos);
  }

  /** Sets or moves a deadline to a time of {@link System#nanoTime()}. */
  public void arm(Deadline deadline, long atNanos) {
    deadline.at = atNanos - origin;
    var due = Math.max(tick + 1, deadline.at / TICK_NANOS + 1);
    if (!deadline.linked) {
      link(deadline, due);
    } else if (due < deadline.linkedTick) {
      unlink(deadline);
      link(deadline, due);
    }
  }

  /** Takes a deadline back; it may be armed again. */
  public void disarm(Deadline deadline) {
    deadline.at = NEVER;
  }

  /** Takes a deadline out of the wheel for good, so that nothing refers to it. */
  public void remove(Deadline deadline) {
    deadline.at = NEVER;
    if (deadline.linked) {
      unlink(deadline);
    }
  }

  /** Expires what is due. Called once per tick. */
  public void advance(long nowNanos) {
    var now = nowNanos - origin;
    var last = now / TICK_NANOS;
    var steps = Math.min(last - tick, SLOTS);
    for (var step = 0L; step < steps; step++) {
      tick = last - steps + step + 1;
      visit((int) (tick % SLOTS), now, nowNanos);
    }
  }

  /** Empties a slot. What one deadline does may move or remove any other, but links none here. */
  private void visit(int slot, long now, long nowNanos) {
    for (var deadline = slots[slot]; deadline != null; deadline = slots[slot]) {
      unlink(deadline);
      if (deadline.at <= now) {
        deadline.at = NEVER;
        deadline.expired(nowNanos);
      } else if (deadline.at != NEVER) {
        link(deadline, Math.max(tick + 1, deadline.at / TICK_NANOS + 1));
      }
    }
  }

  private void link(Deadline deadline, long due) {
    var linkedTick = Math.min(due, tick + SLOTS - 1);
    var slot = (int) (linkedTick % SLOTS);
    var head = slots[slot];
    deadline.linkedTick = linkedTick;
    deadline.linked = true;
    deadline.next = head;
    deadline.previous = null;
    if (head != null) {
      head.previous = deadline;
    }
    slots[slot] = deadline;
  }

  private void unlink(Deadline deadline) {
    var before = deadline.previous;
    var after = deadline.next;
    if (before == null) {
      slots[(int) (deadline.linkedTick % SLOTS)] = after;
    } else {
      before.next = after;
    }
    if (after != null) {
      after.previous = before;
    }
    deadline.linked = false;
    deadline.next = null;
    deadline.previous = null;
  }
}

package dev.heartwood.async;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One event on its way to the disk.
 *
 * <pre>
 * field   written by           read by            ordering
 * state   caller, committer    both               compare-and-set; who gets it out of WAITING, TAKEN
 *                                                 or LEFT accounts for the event
 * others  caller               committer          final
 * </pre>
 */
final class Pending {
  /** In the queue. */
  static final int WAITING = 0;

  /** Being written. */
  static final int TAKEN = 1;

  /** In the queue or being written, and nobody waits for it. */
  static final int LEFT = 2;

  /** The disk has confirmed it. */
  static final int CONFIRMED = 3;

  /** It is written, and the disk has not confirmed it. */
  static final int UNCONFIRMED = 4;

  /** The disk has not taken it. */
  static final int REFUSED = 5;

  /** There was no room, and it was not to wait for any. */
  static final int FULL = 6;

  /** The caller did not want to wait any longer, before it was taken. */
  static final int TIMED_OUT = 7;

  /** Nothing is written any more. */
  static final int CLOSED = 8;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Pending.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final byte[] bytes;
  final long timestamp;
  final Level level;
  final boolean waitsForRoom;
  private final @Nullable Thread caller;
  private volatile int state;

  private Pending(
      byte[] bytes,
      long timestamp,
      Level level,
      boolean waitsForRoom,
      @Nullable Thread caller,
      int state) {
    this.bytes = bytes;
    this.timestamp = timestamp;
    this.level = level;
    this.waitsForRoom = waitsForRoom;
    this.caller = caller;
    this.state = state;
  }

  /** One that the calling thread waits for. */
  static Pending awaited(
      byte[] bytes, int from, int end, long timestamp, Level level, boolean waitsForRoom) {
    byte[] copy = Arrays.copyOfRange(bytes, from, end);
    return new Pending(copy, timestamp, level, waitsForRoom, Thread.currentThread(), WAITING);
  }

  /** One that nobody waits for. */
  static Pending left(byte[] bytes, int from, int end, long timestamp, Level level) {
    byte[] copy = Arrays.copyOfRange(bytes, from, end);
    return new Pending(copy, timestamp, level, false, null, LEFT);
  }

  /** No event: confirmed as soon as all before it are settled. */
  static Pending barrier() {
    return new Pending(new byte[0], 0, Level.INFO, true, Thread.currentThread(), WAITING);
  }

  boolean isBarrier() {
    return bytes.length == 0;
  }

  int state() {
    return state;
  }

  boolean isSettled() {
    return state >= CONFIRMED;
  }

  boolean move(int from, int to) {
    return STATE.compareAndSet(this, from, to);
  }

  void wake() {
    LockSupport.unpark(caller);
  }
}

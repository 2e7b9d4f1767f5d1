package dev.heartwood.store;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Subscribers that wait for the next record. The writer reads one field when nobody waits.
 *
 * <p>A subscriber enlists, looks once more for what it waits for, and only then parks; the writer
 * publishes, then takes the list. So one of them sees the other.
 */
final class Arrivals {
  private final AtomicReference<@Nullable Waiter> waiting = new AtomicReference<>();

  /** One per subscription, listed at most once, so the list is as long as there are subscribers. */
  static final class Waiter {
    private volatile boolean listed;
    private volatile @Nullable Thread thread;
    private @Nullable Waiter next; // carried by the list's head
  }

  /** Says that this thread is about to park; it must look for its reason once more before. */
  void enlist(Waiter waiter) {
    waiter.thread = Thread.currentThread();
    if (waiter.listed) {
      return;
    }
    waiter.listed = true;
    Waiter first;
    do {
      first = waiting.get();
      waiter.next = first;
    } while (!waiting.compareAndSet(first, waiter));
  }

  void stopWaiting(Waiter waiter) {
    waiter.thread = null;
  }

  /** Wakes everyone enlisted. Never waits. */
  void signal() {
    if (waiting.get() == null) {
      return;
    }
    Waiter waiter = waiting.getAndSet(null);
    while (waiter != null) {
      Waiter next = waiter.next;
      waiter.next = null;
      waiter.listed = false; // from here on it may enlist again
      wake(waiter);
      waiter = next;
    }
  }

  void wake(Waiter waiter) {
    Thread thread = waiter.thread;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}

package dev.heartwood.ring;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.util.function.Supplier;

/**
 * A ring of reused objects on the heap: one position for each. The algorithm is Disruptor's [1],
 * without its processors and wait strategies: its {@code next()} starves producers on a full ring,
 * and its waiting consumer is woken under a lock.
 *
 * <p>[1] Thompson et al., Disruptor: High performance alternative to bounded queues, 2011
 */
public final class HeapRing<S> implements Ring<S> {
  /** Rings are at most this large. */
  public static final int MAX_CAPACITY = 1 << 26;

  private final RingBuffer<S> buffer;
  private final Sequence consumed = new Sequence(RingBuffer.INITIAL_CURSOR_VALUE);
  private final int capacity;

  /**
   * @param capacity at least 1; rounded up to a power of two
   * @param slots makes the objects that the ring reuses
   * @throws IllegalArgumentException if the capacity is out of range
   */
  public HeapRing(int capacity, Supplier<S> slots) {
    this.capacity = roundedUp(capacity);
    buffer = RingBuffer.createMultiProducer(slots::get, this.capacity, new BusySpinWaitStrategy());
    buffer.addGatingSequences(consumed);
  }

  /** The power of two that a ring of the given capacity really has. */
  public static int roundedUp(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, was " + capacity);
    }
    if (capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity must be at most " + MAX_CAPACITY + ", was " + capacity);
    }
    return capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public long tryClaim(int size) {
    if (!buffer.hasAvailableCapacity(size)) {
      return FULL; // asked first: an exception, even a reused one, costs more than the look
    }
    try {
      return buffer.tryNext(size) - size + 1;
    } catch (InsufficientCapacityException e) {
      return FULL;
    }
  }

  @Override
  public S get(long position) {
    return buffer.get(position);
  }

  @Override
  public boolean publish(long position) {
    buffer.publish(position);
    return true;
  }

  @Override
  public boolean isPublished(long position) {
    return buffer.isAvailable(position);
  }

  @Override
  public long next(long position) {
    return position + 1;
  }

  @Override
  public void free(long position) {
    consumed.set(position - 1);
  }

  @Override
  public long claimed() {
    return buffer.getCursor() + 1;
  }

  @Override
  public long freed() {
    return consumed.get() + 1;
  }
}

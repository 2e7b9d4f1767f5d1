package dev.heartwood;

import java.io.IOException;
import java.time.Duration;

/**
 * Takes events: a file, the console, a store, or a handler in front of others. Everything in
 * Heartwood that an event passes through is one of these, and they nest.
 *
 * <p><b>Threads:</b> behind an {@code AsyncHandler} one worker calls every method; in front of it
 * any thread may. A handler that is only safe behind a ring says so. <b>Order:</b> events of one
 * producer arrive as logged. <b>Ownership:</b> the event is valid during the call; keep {@link
 * LogEvent#toRecord()}, not the event.
 */
@FunctionalInterface
public interface LogHandler extends AutoCloseable {
  /**
   * Delivers one event.
   *
   * @throws IOException if the destination refused it; the caller counts a failure and goes on
   */
  void handle(LogEvent event) throws IOException;

  /**
   * Tells that some events of the calling thread follow closely, and then {@link #release}: a
   * handler that takes a lock for each of them may keep it meanwhile, and one in front of another
   * passes both calls on. Never waits.
   *
   * @return whether {@link #release} is to be called
   */
  default boolean hold() {
    return false;
  }

  /** Ends what {@link #hold} began, on the same thread, also after failures. */
  default void release() {}

  /**
   * Ends a batch: pushes this handler's own buffers to the destination and never waits for another
   * thread. Events count as delivered only after it returned.
   *
   * @throws IOException if the destination refused what was buffered
   */
  default void flush() throws IOException {}

  /**
   * The barrier: waits until every event whose {@link #handle} returned before this call is in the
   * destination, or is counted as lost. A handler that does its work within {@code handle} has
   * nothing to wait for; one in front of others asks them with the time that remains.
   *
   * @return false at the deadline, and at once on a thread that Heartwood owns, since that thread
   *     would wait for itself
   */
  default boolean awaitDelivered(Duration timeout) {
    return true;
  }

  /**
   * Whether this handler, or one behind it, prints where the call was made. Caller data is
   * collected only if somebody asks for it, since it costs a stack walk on the logging thread.
   */
  default boolean needsCaller() {
    return false;
  }

  /**
   * Whether this handler, or one behind it, masks events. It must then not stand behind a ring in a
   * file, since what is to be masked would be on the disk already.
   */
  default boolean redacts() {
    return false;
  }

  /**
   * Delivers what is buffered and lets go of every resource. Idempotent, bounded by a deadline of
   * the handler's own, and reports what it could not deliver. A handler closes what it was given to
   * own: a composite closes the handlers behind it.
   */
  @Override
  default void close() throws IOException {}
}

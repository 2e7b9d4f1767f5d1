package dev.heartwood.spool;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import java.io.IOException;

/**
 * A destination that learns which record it gets, so that it can give what it sends a name and send
 * it under the same name again, also in the next process: a far side that knows the name then keeps
 * it once.
 *
 * <p>The spool keeps note of where a batch ends before it hands over its first record. A batch that
 * nobody has confirmed when the process dies so comes again with the same records.
 */
public interface SpoolDestination extends LogHandler {
  /**
   * Called once, before the first record.
   *
   * @param spool random, and the same for as long as the spool lives
   */
  void deliverFrom(long spool);

  /**
   * Delivers a record.
   *
   * @param sequence of the record in its spool: grows, with gaps where records were lost; a notice
   *     of such a loss has that of the record behind it
   * @throws IOException as {@link LogHandler#handle(LogEvent)}
   */
  void handle(LogEvent event, long sequence) throws IOException;
}

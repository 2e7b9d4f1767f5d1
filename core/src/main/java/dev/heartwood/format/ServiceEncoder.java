package dev.heartwood.format;

import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import java.time.Instant;
import org.slf4j.event.Level;

/**
 * Prints events as Heartwood's log service takes them, one JSON object on one line each:
 *
 * <pre>
 * timestamp        with nanoseconds, UTC
 * level            SLF4J's
 * service_name     as configured
 * message          formatted
 * logger, thread   names over 1000 characters are cut
 * correlation_id   from the MDC; left out if there is none, cut like them
 * key              likewise, from the event
 * exception        type, message, stack_trace with causes and suppressed
 * metadata         the key-values with their types, then the MDC, then the markers as a list; left
 *                  out if empty
 * </pre>
 *
 * <p>No name occurs twice in the metadata: an entry of the MDC that says the same as the key-value
 * of its name is left out, one that says something else gets {@code _2} behind its name. Whatever
 * the event holds the line is valid, as with {@link JsonEncoder}.
 *
 * <p><b>Threads:</b> used by one thread at a time. <b>Errors:</b> an event that cannot be printed
 * leaves a line that names the failure; nothing is thrown for it.
 */
public final class ServiceEncoder implements Encoder {
  private final ServiceLayout layout;
  private final JsonWriter writer;

  public ServiceEncoder(ServiceFormat format) {
    layout = new ServiceLayout(format);
    writer = new JsonWriter(format.maxEventBytes(), new FieldNames(ServiceLayout.OWN_NAMES));
  }

  @Override
  public void encode(LogEvent event, Utf8Buffer out) {
    int start = out.length();
    try {
      writer.writeLine(event, layout, out);
    } catch (RuntimeException | StackOverflowError e) {
      out.truncate(start);
      writer.writeLine(failure(e), layout, out);
    }
  }

  private static LogEvent failure(Throwable cause) {
    return LogRecord.of(
        Instant.now(),
        Level.ERROR,
        ServiceEncoder.class.getName(),
        "[FAILED encode: " + cause.getClass().getName() + "]");
  }
}

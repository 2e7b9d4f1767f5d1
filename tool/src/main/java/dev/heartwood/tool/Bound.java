package dev.heartwood.tool;

import dev.heartwood.EpochNanos;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to begin or end: a sequence or position, or a time.
 *
 * @param value the number, or the time in nanoseconds since the epoch
 */
record Bound(boolean isTime, long value) {
  boolean isAfter(long position, long epochNanos) {
    return value > (isTime ? epochNanos : position);
  }

  /** Reads "4711", "2026-11-24", "2026-11-24T20:15:30.5" (both UTC) or with an offset. */
  static final class Converter implements ITypeConverter<Bound> {
    @Override
    public Bound convert(String text) {
      if (text.matches("[0-9]{1,18}")) {
        return new Bound(false, Long.parseLong(text));
      }
      try {
        return new Bound(true, EpochNanos.of(time(text).toInstant()));
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "must be a number or a time like 2026-11-24T20:15:30Z, was '" + text + "'");
      }
    }

    private static OffsetDateTime time(String text) {
      if (!text.contains("T")) {
        return LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC);
      }
      try {
        return OffsetDateTime.parse(text);
      } catch (DateTimeParseException e) {
        return LocalDateTime.parse(text).atOffset(ZoneOffset.UTC);
      }
    }
  }
}

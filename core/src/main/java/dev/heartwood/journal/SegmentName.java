package dev.heartwood.journal;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The names of a journal's files.
 *
 * <pre>
 * 0000000012.segment   as it is written
 * 0000000012.sealed    closed and compressed
 * 0000000012.sealing   about to become that; worthless after a crash
 * 0000000012.damaged   set aside by a recovery because its header was not readable
 * reader-NAME          how far a named reader has come
 * journal.lock         held by the process that writes
 * </pre>
 */
final class SegmentName {
  static final String RAW = ".segment";
  static final String SEALED = ".sealed";
  static final String SEALING = ".sealing";
  static final String DAMAGED = ".damaged";
  static final String LOCK = "journal.lock";

  private static final int DIGITS = 10;

  private SegmentName() {}

  static Path of(Path directory, long number, String suffix) {
    return directory.resolve(String.format(Locale.ROOT, "%010d", number) + suffix);
  }

  /** The number in a name with that suffix. */
  static OptionalLong number(String name, String suffix) {
    if (!name.endsWith(suffix) || name.length() != DIGITS + suffix.length()) {
      return OptionalLong.empty();
    }
    long number = 0;
    for (int i = 0; i < DIGITS; i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return OptionalLong.empty();
      }
      number = number * 10 + digit;
    }
    return OptionalLong.of(number);
  }
}

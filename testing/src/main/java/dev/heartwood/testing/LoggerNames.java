package dev.heartwood.testing;

/** The hierarchy that the dots in loggers' names make. */
final class LoggerNames {
  private static final String ROOT = "ROOT";

  private LoggerNames() {}

  /** Whether a logger is the given one or below it. */
  static boolean isUnder(String ancestor, String name) {
    return ancestor.equals(ROOT)
        || name.startsWith(ancestor)
            && (name.length() == ancestor.length() || isSeparator(name.charAt(ancestor.length())));
  }

  private static boolean isSeparator(char c) {
    return c == '.' || c == '$'; // Logback splits names at both
  }
}

package dev.heartwood.benchmarks.peers;

/**
 * What a line carries beside its message, since real lines do; and the pattern that prints it, in
 * the words of Logback, Log4j2 and tinylog.
 */
enum Workload {
  /** {@code info("order {} filled at {} for {}", int, double, String)}. */
  PLAIN("", "", ""),
  /** The same with two entries in the MDC, set once per thread. */
  MDC(" [%X]", " [%X]", " [{context: traceId}, {context: userId}]"),
  /** The same through the fluent API with two key-values, a number and a string. */
  KEY_VALUES(" [%kvp]", " [%X]", " [{context: traceId}, {context: userId}]"),
  /** The same at ERROR with an exception that has a cause. */
  EXCEPTION("", "", "");

  private final String logback;
  private final String log4j2;
  private final String tinylog;

  Workload(String logback, String log4j2, String tinylog) {
    this.logback = logback;
    this.log4j2 = log4j2;
    this.tinylog = tinylog;
  }

  String logbackPattern() {
    return "%d{yyyy-MM-dd HH:mm:ss.SSS} [%thread] %-5level %logger{36}" + logback + " - %msg%n";
  }

  String log4j2Pattern() {
    return "%d{yyyy-MM-dd HH:mm:ss.SSS} [%t] %-5p %c{36}" + log4j2 + " - %m%n";
  }

  String tinylogPattern() {
    return "{date: yyyy-MM-dd HH:mm:ss.SSS} [{thread}] {level | min-size=5} {tag}"
        + tinylog
        + " - {message}";
  }
}

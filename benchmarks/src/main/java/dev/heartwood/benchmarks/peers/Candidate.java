package dev.heartwood.benchmarks.peers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Everything that can be compared, by the name that the table and the command line use. */
enum Candidate {
  LOGBACK_SYNC("logback-sync", Provider.LOGBACK, "Logback FileAppender"),
  LOGBACK_SYNC_BUFFERED(
      "logback-sync-buffered", Provider.LOGBACK, "the same, immediateFlush=false"),
  LOGBACK_ASYNC("logback-async", Provider.LOGBACK, "Logback AsyncAppender, blocking"),
  LOGBACK_ASYNC_BUFFERED(
      "logback-async-buffered", Provider.LOGBACK, "the same, immediateFlush=false"),
  LOGSTASH_ASYNC("logstash-async", Provider.LOGBACK, "logstash Disruptor appender, pattern"),
  LOGSTASH_TWO_VIEWS("logstash-two-views", Provider.LOGBACK, "the same with a second appender"),
  LOGSTASH_JSON("logstash-json", Provider.LOGBACK, "logstash Disruptor appender, JSON"),
  LOG4J2("log4j2", Provider.NONE, "Log4j2 async loggers, its own API"),
  LOG4J2_SLF4J("log4j2-slf4j", Provider.LOG4J2, "Log4j2 async loggers through SLF4J"),
  TINYLOG("tinylog", Provider.NONE, "tinylog, writing thread"),
  APPENDER("heartwood", Provider.LOGBACK, "Heartwood AsyncAppender and FileAppender"),
  PROCESS(
      "heartwood-process", Provider.LOGBACK, "Heartwood, its ring in a file: durability process"),
  DISK("heartwood-disk", Provider.LOGBACK, "Heartwood, each call waits for the disk"),
  DROP_IN("heartwood-drop-in", Provider.LOGBACK, "Heartwood around Logback's FileAppender"),
  TWO_VIEWS("heartwood-two-views", Provider.LOGBACK, "Heartwood, file and store"),
  JSON("heartwood-json", Provider.LOGBACK, "Heartwood, JSON with logstash's fields"),
  FACADE("heartwood-facade", Provider.LOGBACK, "Heartwood's own SLF4J logger"),
  FACADE_PROCESS(
      "heartwood-facade-process",
      Provider.LOGBACK,
      "the same, its ring in a file: durability process");

  /** What an event takes in a ring file, about, so that it holds as many events as the others. */
  private static final int FRAME_BYTES = 128;

  private enum Provider {
    LOGBACK("ch.qos.logback.classic.spi.LogbackServiceProvider"),
    LOG4J2("org.apache.logging.slf4j.SLF4JServiceProvider"),
    NONE("org.slf4j.helpers.NOP_FallbackServiceProvider");

    private final String className;

    Provider(String className) {
      this.className = className;
    }
  }

  final String label;
  final String description;
  private final Provider provider;

  Candidate(String label, Provider provider, String description) {
    this.label = label;
    this.provider = provider;
    this.description = description;
  }

  static Candidate of(String label) {
    return Arrays.stream(values())
        .filter(candidate -> candidate.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "peer must be one of "
                        + Arrays.stream(values()).map(c -> c.label).toList()
                        + ", was "
                        + label));
  }

  boolean isOurs() {
    return label.startsWith("heartwood");
  }

  /** Whether what was queued when the process died is written by its next start. */
  boolean outlivesItsProcess() {
    return this == PROCESS || this == FACADE_PROCESS || this == DISK;
  }

  /** Whether a call returns only when the disk has confirmed its event. */
  boolean waitsForDisk() {
    return this == DISK;
  }

  /** Those that do the same work, so that a ratio means something. */
  Set<Candidate> rivals() {
    return switch (this) {
      case TWO_VIEWS -> EnumSet.of(LOGSTASH_TWO_VIEWS);
      case JSON -> EnumSet.of(LOGSTASH_JSON);
      case DROP_IN -> EnumSet.of(LOGBACK_ASYNC);
      default ->
          EnumSet.of(
              LOGBACK_SYNC,
              LOGBACK_SYNC_BUFFERED,
              LOGBACK_ASYNC,
              LOGBACK_ASYNC_BUFFERED,
              LOGSTASH_ASYNC,
              LOG4J2,
              LOG4J2_SLF4J,
              TINYLOG);
    };
  }

  /** What this peer's JVM is told beside what all of them get. */
  List<String> jvmOptions(Path file, Path ringFile, int ringSize, Workload workload) {
    return switch (this) {
      case LOG4J2, LOG4J2_SLF4J ->
          List.of(
              "-Dslf4j.provider=" + provider.className,
              "-Dlog4j2.configurationFile=classpath:peers/log4j2.xml",
              "-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector",
              "-Dlog4j2.asyncLoggerRingBufferSize=" + ringSize,
              "-Dlog4j2.enableThreadlocals=true",
              "-Dlog4j2.enableDirectEncoders=true",
              "-Dlog4j2.isWebapp=false",
              "-Dbenchmark.pattern=" + workload.log4j2Pattern(),
              "-Dbenchmark.file=" + file);
      case TINYLOG ->
          List.of(
              "-Dtinylog.writingthread=true",
              "-Dtinylog.autoshutdown=false",
              "-Dtinylog.writer=file",
              "-Dtinylog.writer.buffered=true",
              "-Dtinylog.writer.append=false",
              "-Dtinylog.writer.format=" + workload.tinylogPattern(),
              "-Dtinylog.writer.file=" + file);
      default ->
          List.of(
              "-Dslf4j.provider=" + provider.className,
              "-Dlogback.configurationFile=peers/" + configuration() + ".xml",
              "-Dbenchmark.file=" + file,
              "-Dbenchmark.pattern=" + workload.logbackPattern(),
              "-Dbenchmark.ring=" + ringSize,
              "-Dbenchmark.ringFile=" + ringFile,
              "-Dbenchmark.ringFileSize=" + Math.max(1 << 20, ringSize * FRAME_BYTES));
    };
  }

  private String configuration() {
    return this == FACADE_PROCESS ? FACADE.label : label;
  }

  Peer start(Path file, int ringSize, Workload workload) throws Exception {
    return switch (this) {
      case LOG4J2 -> new Log4j2Peer(workload);
      case TINYLOG -> new TinylogPeer(workload);
      case FACADE -> FacadePeer.start(file, FacadePeer.inMemory(ringSize), workload);
      case FACADE_PROCESS -> FacadePeer.start(file, FacadePeer.inFile(), workload);
      default -> new Slf4jPeer(workload);
    };
  }
}

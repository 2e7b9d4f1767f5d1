package dev.heartwood.format;

/** The field names and shape of a JSON line. */
public enum JsonFormat {
  /**
   * Elastic Common Schema, dotted names, as ECS loggers write them: {@code @timestamp}, {@code
   * log.level}, {@code message}, {@code ecs.version}, {@code process.thread.name}, {@code
   * log.logger}, {@code log.origin.*}, {@code tags}, {@code error.*}; key-values and MDC beside
   * them.
   */
  ECS,

  /**
   * The names and types of logstash-logback-encoder: {@code @timestamp}, {@code @version}, {@code
   * message}, {@code logger_name}, {@code thread_name}, {@code level}, {@code level_value}, {@code
   * caller_*}, {@code stack_trace}, {@code tags}; key-values and MDC beside them.
   */
  LOGSTASH,

  /**
   * OpenTelemetry's log data model as OTLP/JSON: each line is one {@code LogsData} object with one
   * record, as the collector's file receiver reads it. Static fields are attributes of the
   * resource; key-values, MDC, thread, caller and exception those of the record; {@code trace_id},
   * {@code span_id} and {@code trace_flags} of the MDC become the record's own.
   */
  OTEL
}

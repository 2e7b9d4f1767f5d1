package dev.heartwood.benchmarks.service;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenSearch, set up for logs as one would: a shard without replicas, each request forced to disk,
 * which is its default, names as keywords, addresses as addresses, messages as text without norms.
 * Entries of a batch have ids of ours, so that sending it again doubles none.
 *
 * @param target of its module: the class path is {@code classes} and {@code lib} in it
 * @param heap of the server, such as {@code 1g}
 * @param codec of its index
 */
record OpenSearchDialect(Path target, String heap, String codec) implements Dialect {
  private static final String MAIN = "dev.heartwood.benchmarks.opensearch.OpenSearchNode";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final Pattern TOTAL = Pattern.compile("\"total\":\\{\"value\":(\\d+)");
  private static final Pattern COUNT = Pattern.compile("\"count\":(\\d+)");

  private static final String INDEX =
      """
      {"settings":{"number_of_shards":1,"number_of_replicas":0,"index.codec":"CODEC",
                   "index.translog.durability":"request"},
       "mappings":{
         "dynamic_templates":[
           {"texts":{"match_mapping_type":"string","path_match":"metadata.*",
                     "mapping":{"type":"keyword","ignore_above":1024}}}],
         "properties":{
           "level":{"type":"keyword"},"service_name":{"type":"keyword"},
           "message":{"type":"text","norms":false},"timestamp":{"type":"date"},
           "correlation_id":{"type":"keyword"},"key":{"type":"keyword"},
           "source_ip":{"type":"ip"},"logger":{"type":"keyword"},
           "metadata":{"type":"object"}}}}
      """;

  @Override
  public String label() {
    return "opensearch";
  }

  @Override
  public List<String> command(Path directory, int port) {
    return ServerProcess.java(
        "-Xmx" + heap,
        List.of("-Xms" + heap, "-XX:+UseG1GC"),
        List.of(
            "-cp",
            target.resolve("classes") + File.pathSeparator + target.resolve("lib").resolve("*"),
            MAIN,
            directory.toString(),
            Integer.toString(port)));
  }

  @Override
  public String readyTarget() {
    return "/_cluster/health?wait_for_status=yellow&timeout=1s";
  }

  @Override
  public void prepare(HttpConnection connection) throws IOException {
    String index = INDEX.replace("CODEC", codec);
    connection.send(HttpConnection.request("PUT", "/logs", JSON, index)).expect(200);
  }

  @Override
  public Bodies.Format batched() {
    return (entry, out) -> {
      String action = "{\"create\":{\"_id\":\"" + entry.id() + "\"}}\n";
      out.write(action.getBytes(StandardCharsets.UTF_8));
      EntryJson.write(entry, out);
      out.write('\n');
    };
  }

  @Override
  public byte[] batchHead(long number, Bodies.Part part) {
    return HttpConnection.head(
        "POST",
        "/logs/_bulk?filter_path=errors,items.*.error",
        "Content-Type: application/x-ndjson\r\n",
        part.length());
  }

  @Override
  public boolean isAccepted(HttpAnswer answer, Bodies.Part part) {
    if (answer.status() == 429) {
      return false;
    }
    if (answer.status() == 200 && answer.body().contains("\"errors\":false")) {
      return true;
    }
    throw new IllegalStateException("a batch was answered " + answer);
  }

  @Override
  public String id(HttpAnswer answer, Bodies.Part part) {
    return part.firstId();
  }

  @Override
  public byte[] singleHead(int length) {
    return HttpConnection.head("POST", "/logs/_doc", JSON, length);
  }

  @Override
  public byte[] request(Ask ask) {
    return switch (ask.question()) {
      case ID -> HttpConnection.request("GET", "/logs/_doc/" + ask.value(), "", "");
      case NEWEST ->
          search(
              newest(
                  "{\"bool\":{\"filter\":[%s,%s]}}"
                      .formatted(term("level", ask.value()), term("service_name", ask.service()))));
      case CORRELATION -> search(newest(filtered(term("correlation_id", ask.value()))));
      case WORD -> search(newest(filtered("{\"match\":{\"message\":\"" + ask.value() + "\"}}")));
      case SUBSTRING -> search(newest(filtered(within(ask.value()))));
      case HISTOGRAM -> search(histogram(ask));
    };
  }

  private static byte[] search(String body) {
    return HttpConnection.request("POST", "/logs/_search", JSON, body);
  }

  private static String newest(String query) {
    return "{\"size\":"
        + Ask.MOST
        + ",\"sort\":[{\"timestamp\":\"desc\"}],\"query\":"
        + query
        + "}";
  }

  private static String filtered(String query) {
    return "{\"bool\":{\"filter\":[" + query + "]}}";
  }

  private static String term(String field, String value) {
    return "{\"term\":{\"" + field + "\":\"" + value + "\"}}";
  }

  /**
   * A text that may begin and end inside a word, without a field of its own for such: words one
   * after the other, of which the first only ends and the last only begins so.
   */
  private static String within(String text) {
    int first = text.indexOf(' ');
    int last = text.lastIndexOf(' ');
    return """
        {"intervals":{"message":{"all_of":{"ordered":true,"max_gaps":0,"intervals":[
          {"wildcard":{"pattern":"*%s"}},
          {"match":{"query":"%s","ordered":true,"max_gaps":0}},
          {"prefix":{"prefix":"%s"}}]}}}}
        """
        .formatted(
            text.substring(0, first), text.substring(first + 1, last), text.substring(last + 1));
  }

  private static String histogram(Ask ask) {
    return """
        {"size":0,"track_total_hits":true,
         "query":{"bool":{"filter":[{"range":{"timestamp":{"gte":"%s","lt":"%s"}}}]}},
         "aggs":{"bars":{"date_histogram":{"field":"timestamp","fixed_interval":"%dm"},
                         "aggs":{"levels":{"terms":{"field":"level"}}}},
                 "services":{"terms":{"field":"service_name","size":100}}}}
        """
        .formatted(ask.from(), ask.until(), Ask.BAR.toMinutes());
  }

  @Override
  public long found(Ask ask, HttpAnswer answer) {
    answer.expect(200);
    return ask.question() == Question.ID ? 1 : first(TOTAL, answer);
  }

  @Override
  public long count(HttpConnection connection) throws IOException {
    HttpAnswer answer = connection.get("/logs/_count");
    answer.expect(200);
    return first(COUNT, answer);
  }

  /** It has none: what it acknowledges is indexed, and found at the next refresh. */
  @Override
  public Backlog backlog(HttpConnection connection) {
    return Backlog.NONE;
  }

  @Override
  public void settle(HttpConnection connection) throws IOException {
    connection.send(HttpConnection.request("POST", "/logs/_forcemerge?max_num_segments=1", "", ""));
    connection.send(HttpConnection.request("POST", "/logs/_flush?force=true", "", "")).expect(200);
  }

  /** Files that were merged away are deleted, and the translog is cut, a moment later. */
  @Override
  public Duration settlesWithin() {
    return Duration.ofSeconds(5);
  }

  private static long first(Pattern pattern, HttpAnswer answer) {
    Matcher found = pattern.matcher(answer.body());
    if (!found.find()) {
      throw new IllegalStateException("answer must have " + pattern + ", was " + answer);
    }
    return Long.parseLong(found.group(1));
  }
}

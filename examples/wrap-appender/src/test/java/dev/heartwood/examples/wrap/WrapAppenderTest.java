package dev.heartwood.examples.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import dev.heartwood.logback.AsyncAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WrapAppenderTest {
  @Test
  void third_party_arguments_markers_and_context_arrive_behind_the_ring(@TempDir Path logs)
      throws Exception {
    System.setProperty("wrap.logs", logs.toString());
    WrapAppender.run();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var async = (AsyncAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ASYNC");
    assertThat(async.awaitDelivered(Duration.ofSeconds(30))).isTrue();
    List<String> pages = ((PagerAppender) async.getAppender("PAGER")).pages();
    context.stop();

    List<JsonNode> lines =
        Files.readAllLines(logs.resolve("logstash.json")).stream()
            .map(new JsonMapper()::readTree)
            .toList();
    assertThat(lines).hasSize(3).allMatch(line -> line.get("shop").asString().equals("graz"));
    assertThat(lines.get(0).get("message").asString()).isEqualTo("sold tea=sencha");
    assertThat(lines.get(0).get("tea").asString()).isEqualTo("sencha");
    assertThat(lines.get(1).get("shelf").asInt()).isEqualTo(4);
    assertThat(pages).containsExactly("555-0100: the kettle is cold {shop=graz}");
  }
}

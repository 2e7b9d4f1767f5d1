package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {
  private static final String LIST =
      "<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'>FILTER</appender>";
  private static final String ROOT = "<root level='INFO'><appender-ref ref='LIST'/></root>";

  @Test
  void a_rate_limit_on_an_appender_that_refuses_reentry_tells_the_status_list() throws Exception {
    try (Configured configured =
        withFilter(
            "<filter class='dev.heartwood.logback.RateLimitFilter'><rate>0.001</rate>"
                + "<maxBurst>3</maxBurst><summaryInterval>1 milliseconds</summaryInterval>"
                + "</filter>")) {
      assertThat(configured.complaints()).isEmpty();
      Logger logger = configured.logger("noisy");
      for (int i = 0; i < 10; i++) {
        logger.info("n{}", i);
      }
      await()
          .untilAsserted(
              () -> {
                logger.error("above the limited level"); // brings the summary once it is due
                assertThat(configured.infos())
                    .anyMatch(text -> text.startsWith("rate limit held back "));
              });

      assertThat(messages(configured))
          .startsWith("n0", "n1", "n2")
          .contains("above the limited level");
      assertThat(messages(configured)).doesNotContain("n3");
    }
  }

  @Test
  void a_duplicate_filter_lets_the_first_ones_pass() {
    try (Configured configured =
        withFilter(
            "<filter class='dev.heartwood.logback.DuplicateFilter'>"
                + "<allowedRepetitions>1</allowedRepetitions></filter>")) {
      assertThat(configured.complaints()).isEmpty();
      for (int i = 0; i < 5; i++) {
        configured.logger("a").info("again {}", i);
        configured.logger("a").info("other {}", i);
      }
      assertThat(messages(configured)).containsExactly("again 0", "other 0", "again 1", "other 1");
    }
  }

  @Test
  void a_secrets_filter_keeps_the_event_away() {
    try (Configured configured =
        withFilter("<filter class='dev.heartwood.logback.SecretsFilter'/>")) {
      configured.logger("a").info("password=hunter2");
      configured.logger("a").info("harmless");
      assertThat(messages(configured)).containsExactly("harmless");
    }
  }

  @Test
  void turbo_filters_decide_for_every_appender_and_every_way_to_log() {
    try (Configured configured =
        turbo(
            "<turboFilter class='dev.heartwood.logback.RateLimitTurboFilter'>"
                + "<rate>0.001</rate><maxBurst>4</maxBurst></turboFilter>")) {
      assertThat(configured.complaints()).isEmpty();
      Logger logger = configured.logger("a");
      for (int i = 0; i < 100; i++) {
        assertThat(logger.isInfoEnabled()).isTrue(); // asking takes no token
        logger.debug("disabled"); // nor does what is not logged
      }
      logger.info("plain");
      logger.info("one {}", 1);
      logger.atInfo().addKeyValue("k", "v").log("fluent");
      logger.info("three {} {} {}", 1, 2, 3);
      logger.info("too many");
      logger.atInfo().log("too many");

      assertThat(messages(configured)).containsExactly("plain", "one 1", "fluent", "three 1 2 3");
    }
  }

  @Test
  void a_duplicate_turbo_filter_knows_keys_of_the_fluent_api() {
    try (Configured configured =
        turbo(
            "<turboFilter class='dev.heartwood.logback.DuplicateTurboFilter'>"
                + "<allowedRepetitions>0</allowedRepetitions><key>kvp:order</key></turboFilter>")) {
      for (String order : List.of("1", "2", "1", "2")) {
        configured.logger("a").atInfo().addKeyValue("order", order).log("order " + order);
      }
      assertThat(messages(configured)).containsExactly("order 1", "order 2");
    }
  }

  @Test
  void a_secrets_turbo_filter_sees_arguments_and_throwables() {
    try (Configured configured =
        turbo("<turboFilter class='dev.heartwood.logback.SecretsTurboFilter'/>")) {
      configured.logger("a").info("sent to {}", "joe@example.com");
      configured.logger("a").info("failed", new IllegalStateException("password=hunter2"));
      configured.logger("a").info("failed {}", 1, new IllegalStateException("password=hunter2"));
      configured.logger("a").info("fine");
      assertThat(messages(configured)).containsExactly("fine");
    }
  }

  @Test
  void a_filter_on_one_of_our_appenders_behind_the_ring_tells_there() throws Exception {
    try (Configured configured =
        Configured.from(
            """
            <appender name="STORE" class="dev.heartwood.logback.StoreAppender">
              <storeName>limited</storeName>
              <filter class="dev.heartwood.logback.RateLimitFilter">
                <rate>0.001</rate><maxBurst>1</maxBurst>
                <summaryInterval>1 milliseconds</summaryInterval>
              </filter>
            </appender>
            <appender name="ASYNC" class="dev.heartwood.logback.AsyncAppender">
              <appender-ref ref="STORE"/>
            </appender>
            <root level="INFO"><appender-ref ref="ASYNC"/></root>
            """)) {
      for (int i = 0; i < 5; i++) {
        configured.logger("a").info("n{}", i);
      }
      await()
          .untilAsserted(
              () -> {
                configured.logger("a").error("last"); // brings the summary once it is due
                assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();
                try (var store = LogStores.get("limited").snapshot()) {
                  assertThat(store.replay().map(stored -> stored.record().message()))
                      .contains("n0", "last")
                      .anyMatch(text -> text.startsWith("rate limit held back "));
                }
              });
      assertThat(configured.async().delivery().get("STORE").filtered()).isEqualTo(4);
    }
  }

  @Test
  void our_appenders_ask_their_filters_once() {
    try (Configured configured =
        Configured.from(
            """
            <appender name="LIST" class="dev.heartwood.logback.StoreAppender">
              <storeName>once</storeName>
              <filter class="dev.heartwood.logback.RateLimitFilter">
                <rate>0.001</rate><maxBurst>4</maxBurst>
              </filter>
            </appender>
            """
                + ROOT)) {
      for (int i = 0; i < 10; i++) {
        configured.logger("a").info("n{}", i);
      }
      assertThat(LogStores.get("once").size()).isEqualTo(4);
    }
  }

  @Test
  void a_redacted_event_is_limited_like_any_other() {
    try (Configured configured =
        Configured.from(
            LIST.replace(
                    "FILTER",
                    "<filter class='dev.heartwood.logback.RateLimitFilter'>"
                        + "<rate>0.001</rate><maxBurst>1</maxBurst></filter>")
                + "<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'>"
                + "<redactor/><appender-ref ref='LIST'/></appender>"
                + ROOT.replace("LIST", "ASYNC"))) {
      assertThat(configured.complaints()).isEmpty();
      for (int i = 0; i < 10; i++) {
        configured.logger("a").info("password=hunter{}", i);
      }
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();
      assertThat(messages(configured)).containsExactly("password=****");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RateLimitFilter | <rate>fast</rate> | rate cannot be fast
          RateLimitFilter | <rate>0</rate> | rate must be 0.001 to 1000000 per second, was 0.0
          RateLimitFilter | <level>LOUD</level> | level must be one of
          RateLimitFilter | <key>colour</key> | was colour
          DuplicateFilter | <allowedRepetitions>-1</allowedRepetitions> | allowedRepetitions must be at least 0, was -1
          DuplicateFilter | <window>never</window> | window must be a duration
          """)
  void refuses_wrong_options(String filter, String option, String error) {
    try (Configured configured =
        withFilter(
            "<filter class='dev.heartwood.logback." + filter + "'>" + option + "</filter>")) {
      assertThat(configured.errors()).anyMatch(text -> text.contains(error));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <mask>x y</mask> | mask must be 1 to 64 characters
          <maxChars>10</maxChars> | maxChars must be 1024 to 1048576, was 10
          <maxFinds>0</maxFinds> | maxFinds must be at least 1, was 0
          <pattern>broken</pattern> | pattern must be name=regular expression, was broken
          <pattern>broken=(</pattern> | pattern must be in RE2 syntax, was (
          <without>cards</without> | without must name one of
          """)
  void a_redactor_with_a_wrong_option_lets_nothing_out(String option, String error) {
    try (Configured configured =
        Configured.from(
            LIST.replace("FILTER", "")
                + "<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'><redactor>"
                + option
                + "</redactor><appender-ref ref='LIST'/></appender>"
                + ROOT.replace("LIST", "ASYNC"))) {
      assertThat(configured.errors()).anyMatch(text -> text.contains(error));
      configured.logger("a").info("hunter2");
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();
      assertThat(messages(configured))
          .containsExactly(
              "[event withheld: redaction failed with java.lang.IllegalStateException]");
    }
  }

  private static Configured withFilter(String filter) {
    return Configured.from(LIST.replace("FILTER", filter) + ROOT);
  }

  private static Configured turbo(String filter) {
    return Configured.from(filter + LIST.replace("FILTER", "") + ROOT);
  }

  private static List<String> messages(Configured configured) {
    return configured.list("LIST").list.stream().map(event -> event.getFormattedMessage()).toList();
  }
}

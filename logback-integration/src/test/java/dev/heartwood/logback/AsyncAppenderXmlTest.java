package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.heartwood.RecordingHandler;
import dev.heartwood.async.DropReason;
import dev.heartwood.store.Snapshot;
import dev.heartwood.store.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AsyncAppenderXmlTest {
  private static final String LIST =
      "<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'/>";

  @TempDir Path dir;

  @Test
  void runs_the_example_of_the_manual() throws IOException {
    try (Configured configured =
        Configured.from(
            """
            <appender name="FILE" class="dev.heartwood.logback.RollingFileAppender">
              <file>DIR/orders.log</file>
              <rollingPolicy class="ch.qos.logback.core.rolling.TimeBasedRollingPolicy">
                <fileNamePattern>DIR/orders.%d{yyyy-MM-dd}.log.gz</fileNamePattern>
                <maxHistory>7</maxHistory>
              </rollingPolicy>
              <encoder><pattern>%level %logger{0} %msg%n</pattern></encoder>
            </appender>
            <appender name="JSON" class="dev.heartwood.logback.FileAppender">
              <file>DIR/orders.json</file>
              <encoder class="dev.heartwood.logback.JsonEncoder"><format>ecs</format></encoder>
            </appender>
            <appender name="STORE" class="dev.heartwood.logback.StoreAppender">
              <storeName>manual-orders</storeName>
              <key>kvp:orderId</key>
              <maxRecords>100000</maxRecords>
            </appender>
            <appender name="ASYNC" class="dev.heartwood.logback.AsyncAppender">
              <ringBufferSize>16384</ringBufferSize>
              <onFull>BLOCK</onFull>
              <appendTimeout>5 seconds</appendTimeout>
              <durability>memory</durability>
              <maxFlushTime>10 seconds</maxFlushTime>
              <appender-ref ref="FILE"/>
              <appender-ref ref="JSON"/>
              <appender-ref ref="STORE"/>
            </appender>
            <root level="INFO"><appender-ref ref="ASYNC"/></root>
            """
                .replace("DIR", dir.toString()))) {
      assertThat(configured.complaints()).isEmpty();
      configured.logger("shop.Orders").atInfo().addKeyValue("orderId", "o-1").log("placed");
      configured.logger("shop.Orders").atInfo().addKeyValue("orderId", "o-1").log("filled");
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();

      assertThat(Files.readAllLines(dir.resolve("orders.log")))
          .containsExactly("INFO Orders placed", "INFO Orders filled");
      assertThat(Files.readAllLines(dir.resolve("orders.json")))
          .hasSize(2)
          .allMatch(line -> line.startsWith("{") && line.contains("\"orderId\":\"o-1\""));
      try (Snapshot store = LogStores.get("manual-orders").snapshot()) {
        assertThat(store.replay().map(StoredRecord::record))
            .extracting("message")
            .containsExactly("placed", "filled");
        assertThat(store.latest("o-1").orElseThrow().record().message()).isEqualTo("filled");
      }
      assertThat(configured.async().delivery()).containsOnlyKeys("FILE", "JSON", "STORE");
      assertThat(configured.async().delivery().values())
          .allMatch(counts -> counts.accepted() == 2 && counts.delivered() == 2);
    }
    assertThat(LogStores.find("manual-orders")).isEmpty();
  }

  @Test
  void understands_every_option_of_logbacks_own() {
    try (Configured configured =
        async(
            """
            <queueSize>500</queueSize>
            <discardingThreshold>20</discardingThreshold>
            <neverBlock>true</neverBlock>
            <maxFlushTime>1500</maxFlushTime>
            <includeCallerData>true</includeCallerData>
            """)) {
      AsyncAppender async = configured.async();

      assertThat(configured.complaints()).isEmpty();
      assertThat(async.isStarted()).isTrue();
      assertThat(async.getQueueSize()).isEqualTo(500);
      assertThat(async.getRemainingCapacity()).isEqualTo(512);
      assertThat(async.getDiscardingThreshold()).isEqualTo(20);
      assertThat(async.isNeverBlock()).isTrue();
      assertThat(async.getMaxFlushTime()).isEqualTo(1500);
      assertThat(async.isIncludeCallerData()).isTrue();
      assertThat(configured.infos())
          .contains("Setting discardingThreshold to 20")
          .anyMatch(text -> text.contains("500") && text.contains("512"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <queueSize>0</queueSize>                       | Invalid queue size [0]: queueSize must be at least 1
          <ringBufferSize>-5</ringBufferSize>            | Invalid queue size [-5]: ringBufferSize must be at least 1
          <queueSize>many</queueSize>                    | queueSize must be a whole number, was many
          <ringBufferSize>99999999</ringBufferSize>      | was 99999999
          <discardingThreshold>-1</discardingThreshold>  | discardingThreshold must be at least 0, was -1
          <neverBlock>maybe</neverBlock>                 | neverBlock must be true or false, was maybe
          <onFull>SPILL</onFull>                         | onFull must be one of [BLOCK, DROP_NEWEST, DROP_BELOW], was SPILL
          <onFull>DROP_BELOW</onFull><dropBelow>LOUD</dropBelow> | dropBelow must be one of
          <dropBelow>WARN</dropBelow>                    | dropBelow [WARN] needs onFull DROP_BELOW, was BLOCK
          <neverBlock>true</neverBlock><onFull>BLOCK</onFull> | neverBlock [true] and onFull [BLOCK] both say
          <queueSize>8</queueSize><ringBufferSize>8</ringBufferSize> | queueSize is another name of ringBufferSize
          <maxFlushTime>1</maxFlushTime><shutdownGracePeriod>1</shutdownGracePeriod> | maxFlushTime is another name of shutdownGracePeriod
          <appendTimeout>soon</appendTimeout>            | appendTimeout must be a duration such as 5 seconds or 500 milliseconds, was soon
          <appendTimeout>-soon</appendTimeout>           | appendTimeout must be a duration such as 5 seconds or 500 milliseconds, was soon
          <appendTimeout>1 second</appendTimeout><onFull>DROP_NEWEST</onFull> | appendTimeout [1 second] needs onFull BLOCK or DROP_BELOW, was DROP_NEWEST
          <appendTimeout>-1</appendTimeout><neverBlock>true</neverBlock> | was DROP_NEWEST by neverBlock
          <queueSize>9</queueSize><discardingThreshold>17</discardingThreshold> | discardingThreshold must be at most the ring's size 16, was 17
          <daemon>perhaps</daemon>                       | daemon must be true or false, was perhaps
          <lossNotices>few</lossNotices>                 | lossNotices must be true or false, was few
          <shutdownGracePeriod>-5</shutdownGracePeriod>  | must not be negative
          <maxFlushTime>5 fortnights</maxFlushTime>      | maxFlushTime must be a duration
          <waitStrategyType>dreaming</waitStrategyType>  | waitStrategyType cannot be dreaming
          <includeCallerData>some</includeCallerData>    | includeCallerData must be true or false, was some
          <durability>never</durability>                 | durability must be one of [MEMORY, PROCESS, DISK], was never
          <durability>process</durability>               | durability process needs a ringFile
          <durability>disk</durability>                  | durability disk needs a ringFile
          <ringFile>a</ringFile>                         | ringFile [a] needs durability process or disk
          <ringFileSize>1MB</ringFileSize>               | ringFileSize [1MB] needs durability process or disk
          <ownRingFile>true</ownRingFile>                | ownRingFile [true] needs durability process or disk
          <durability>disk</durability><ringFile>a</ringFile><ringBufferSize>8</ringBufferSize> | ringBufferSize [8] needs durability memory
          <durability>disk</durability><ringFile>a</ringFile><appendTimeout>0</appendTimeout> | appendTimeout must not be 0 with durability DISK: a call waits for the disk
          <durability>disk</durability><ringFile>a</ringFile><ringFileSize>3MB</ringFileSize> | ringFileSize must be a power of two from 1 MiB to 512 MiB, was 3145728 bytes
          <durability>disk</durability><ringFile>/dev/null/ring</ringFile> | ringFile [/dev/null/ring] cannot be used
          <durability>disk</durability><ringFile>/dev/null</ringFile> | ringFile [/dev/null] must be a directory with durability DISK, was a file
          <durability>process</durability><ringFile>a</ringFile><ringBufferSize>8</ringBufferSize> | ringBufferSize [8] needs durability memory
          <durability>process</durability><ringFile>a</ringFile><queueSize>8</queueSize> | queueSize [8] needs durability memory
          <durability>process</durability><ringFile>a</ringFile><discardingThreshold>8</discardingThreshold> | discardingThreshold [8] needs durability memory
          <durability>process</durability><ringFile>a</ringFile><ringFileSize>3MB</ringFileSize> | ringFileSize must be a power of two from 1 MiB to 512 MiB, was 3145728 bytes
          <durability>process</durability><ringFile>a</ringFile><ringFileSize>big</ringFileSize> | ringFileSize cannot be big
          <durability>process</durability><ringFile>/dev/null/ring</ringFile> | ringFile must lie in a directory that exists or can be made, was [/dev/null/ring]
          """)
  void refuses_a_wrong_option_with_its_value_and_rule(String option, String error) {
    try (Configured configured = async(option)) {
      assertThat(configured.errors()).anyMatch(text -> text.contains(error));
      assertThat(configured.async().isStarted()).isFalse();
    }
  }

  @Test
  void tells_every_fault_at_once() {
    try (Configured configured = async("<queueSize>0</queueSize><onFull>SPILL</onFull>")) {
      assertThat(configured.errors()).hasSize(2);
    }
  }

  @Test
  void warns_of_an_option_that_it_does_not_know() {
    try (Configured configured = async("<ringFaile>/tmp/ring</ringFaile>")) {
      assertThat(configured.complaints())
          .anyMatch(text -> text.contains("Ignoring unknown property [ringFaile]"));
    }
  }

  @Test
  void keeps_logbacks_words_for_a_missing_appender() {
    try (Configured configured =
        Configured.from(
            "<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'/>"
                + "<root level='INFO'><appender-ref ref='ASYNC'/></root>")) {
      assertThat(configured.errors()).contains("No attached appenders found.");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "10 milliseconds", "2 minutes"})
  void takes_any_append_timeout(String timeout) {
    try (Configured configured = async("<appendTimeout>" + timeout + "</appendTimeout>")) {
      assertThat(configured.complaints()).isEmpty();
    }
  }

  @Test
  void waits_as_long_as_needed_for_a_flush_time_of_zero() {
    try (Configured configured = async("<maxFlushTime>0</maxFlushTime>")) {
      assertThat(configured.complaints()).isEmpty();
      for (int i = 0; i < 1000; i++) {
        configured.logger("a").info("n{}", i);
      }
      ListAppender<ILoggingEvent> list = configured.list("LIST");
      configured.async().stop();
      assertThat(list.list).hasSize(1000);
    }
  }

  @Test
  void honours_filters_on_itself_and_on_each_ref() {
    try (Configured configured =
        Configured.from(
            """
            <appender name="STOCK" class="ch.qos.logback.core.read.ListAppender">
              <filter class="ch.qos.logback.classic.filter.ThresholdFilter"><level>ERROR</level></filter>
            </appender>
            <appender name="STORE" class="dev.heartwood.logback.StoreAppender">
              <storeName>filtered</storeName>
              <filter class="ch.qos.logback.classic.filter.ThresholdFilter"><level>WARN</level></filter>
            </appender>
            <appender name="ASYNC" class="dev.heartwood.logback.AsyncAppender">
              <filter class="ch.qos.logback.classic.filter.ThresholdFilter"><level>INFO</level></filter>
              <appender-ref ref="STOCK"/><appender-ref ref="STORE"/>
            </appender>
            <root level="DEBUG"><appender-ref ref="ASYNC"/></root>
            """)) {
      assertThat(configured.complaints()).isEmpty();
      configured.logger("a").debug("d");
      configured.logger("a").info("i");
      configured.logger("a").warn("w");
      configured.logger("a").error("e");
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();

      assertThat(configured.list("STOCK").list).hasSize(1);
      assertThat(LogStores.get("filtered").size()).isEqualTo(2);
      assertThat(configured.async().delivery().get("STOCK").accepted()).isEqualTo(3);
      assertThat(configured.async().delivery().get("STORE").filtered()).isEqualTo(1);
      assertThat(configured.async().delivery().get("STORE").dropped(DropReason.FULL)).isZero();
    }
  }

  @Test
  void redacts_before_any_ring_sees_the_event() {
    try (Configured configured =
        Configured.from(
            LIST
                + """
                <appender name="STORE" class="dev.heartwood.logback.StoreAppender">
                  <storeName>redacted</storeName>
                </appender>
                <appender name="ASYNC" class="dev.heartwood.logback.AsyncAppender">
                  <redactor><secretKey>badge</secretKey><pattern>ticket=T-[0-9]+</pattern></redactor>
                  <appender-ref ref="LIST"/><appender-ref ref="STORE"/>
                </appender>
                <root level="DEBUG"><appender-ref ref="ASYNC"/></root>
                """)) {
      assertThat(configured.complaints()).isEmpty();
      configured
          .logger("a")
          .atInfo()
          .addKeyValue("badge", "4711")
          .log("password={} for {} with T-42", "hunter2", "joe@example.com");
      configured.logger("a").info("nothing to hide: {}", 1);
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();

      assertThat(configured.list("LIST").list)
          .extracting(Object::toString)
          .containsExactly("[INFO] password=**** for **** with ****", "[INFO] nothing to hide: 1");
      try (Snapshot store = LogStores.get("redacted").snapshot()) {
        assertThat(store.replay().map(stored -> stored.record().toString()).toList())
            .allMatch(text -> !text.contains("hunter2") && !text.contains("4711"));
      }
    }
  }

  @Test
  void writes_no_text_that_the_redactor_did_not_see_though_the_argument_changes_its_own() {
    Object changing =
        new Object() {
          private int asked;

          @Override
          public String toString() {
            return asked++ == 0 ? "harmless" : "joe@example.com";
          }
        };
    try (Configured configured =
        Configured.from(
            LIST
                + """
                <appender name="STORE" class="dev.heartwood.logback.StoreAppender">
                  <storeName>changing</storeName>
                </appender>
                <appender name="ASYNC" class="dev.heartwood.logback.AsyncAppender">
                  <redactor/>
                  <appender-ref ref="LIST"/><appender-ref ref="STORE"/>
                </appender>
                <root level="DEBUG"><appender-ref ref="ASYNC"/></root>
                """)) {
      configured.logger("a").info("paid by {}", changing);
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();

      assertThat(configured.list("LIST").list)
          .extracting(Object::toString)
          .hasSize(1)
          .allMatch(text -> !text.contains("example.com"));
      try (Snapshot store = LogStores.get("changing").snapshot()) {
        assertThat(store.replay().map(stored -> stored.record().toString()).toList())
            .hasSize(1)
            .allMatch(text -> !text.contains("example.com"));
      }
    }
  }

  @Test
  void lets_nothing_pass_when_its_redactor_is_wrong() {
    try (Configured configured =
        Configured.from(
            LIST
                + """
                <appender name="ASYNC" class="dev.heartwood.logback.AsyncAppender">
                  <redactor><pattern>broken=(</pattern></redactor>
                  <appender-ref ref="LIST"/>
                </appender>
                <root level="DEBUG"><appender-ref ref="ASYNC"/></root>
                """)) {
      assertThat(configured.errors()).anyMatch(text -> text.startsWith("Redactor not started"));
      configured.logger("a").info("secret");
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();
      assertThat(configured.list("LIST").list)
          .extracting(Object::toString)
          .noneMatch(text -> text.contains("secret"));
    }
  }

  @Test
  void feeds_a_handler_that_the_configuration_names() {
    try (Configured configured =
        Configured.from(
            """
            <appender name="OURS" class="dev.heartwood.logback.HandlerAppender">
              <handler class="dev.heartwood.RecordingHandler"/>
            </appender>
            <appender name="ASYNC" class="dev.heartwood.logback.AsyncAppender">
              <appender-ref ref="OURS"/>
            </appender>
            <root level="DEBUG"><appender-ref ref="ASYNC"/></root>
            """)) {
      assertThat(configured.complaints()).isEmpty();
      RecordingHandler handler =
          (RecordingHandler) configured.appender("OURS", HandlerAppender.class).handler();
      configured.logger("a").info("one");
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();
      assertThat(handler.messages()).containsExactly("one");
    }
  }

  private static Configured async(String options) {
    return Configured.from(
        LIST
            + "<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'>"
            + options
            + "<appender-ref ref='LIST'/></appender>"
            + "<root level='DEBUG'><appender-ref ref='ASYNC'/></root>");
  }
}

package dev.heartwood.testing;

import static dev.heartwood.testing.LogAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

@CaptureLogs
class LogAssertionsTest {
  private static final Logger LOG = LoggerFactory.getLogger("quiet.assertions");

  @Test
  void a_failure_lists_what_was_logged_instead(CapturedLogs logs) {
    LOG.info("order 1 placed");
    LOG.warn("order 2 late");
    assertThatThrownBy(() -> assertThat(logs).hasLogged(Level.INFO, "order 2 placed"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected INFO \"order 2 placed\"; 2 logged:")
        .hasMessageContaining("INFO quiet.assertions - order 1 placed")
        .hasMessageContaining("WARN quiet.assertions - order 2 late");
    assertThatThrownBy(() -> assertThat(logs).hasNo(Level.WARN))
        .hasMessageContaining("expected no WARN, but found WARN quiet.assertions - order 2 late");
    assertThatThrownBy(() -> assertThat(logs).hasNoProblems()).hasMessageContaining("but found");
    assertThatThrownBy(() -> assertThat(logs).hasSize(1)).hasMessageContaining("1 matching");
  }

  @Test
  void a_failure_says_that_nothing_was_logged_and_keeps_a_description(CapturedLogs logs) {
    assertThatThrownBy(() -> assertThat(logs).as("the shop").hasLogged("100 % sure"))
        .hasMessageContaining("[the shop]")
        .hasMessageContaining("expected message \"100 % sure\"; nothing was logged");
  }

  @Test
  void a_subsequence_may_have_gaps_and_must_keep_the_order(CapturedLogs logs) {
    LOG.info("a");
    LOG.info("b");
    LOG.info("c");
    assertThat(logs).containsSubsequence("a", "c").containsSubsequence();
    assertThatThrownBy(() -> assertThat(logs).containsSubsequence("a", "c", "b"))
        .hasMessageContaining("expected the subsequence [a, c, b], missing from \"b\" on");
  }

  @Test
  void a_record_is_looked_at_closer(CapturedLogs logs) {
    LOG.atInfo().addKeyValue("orderId", 7).addArgument(7).log("order {}");
    assertThat(logs)
        .record(Level.INFO, "order 7")
        .hasLogger("quiet.assertions")
        .hasThread(Thread.currentThread().getName())
        .hasTemplate("order {}")
        .hasKeyValue("orderId", 7)
        .hasNoThrown();
    assertThatThrownBy(() -> assertThat(logs).record(Level.INFO, "order 7").hasMdc("user", "ada"))
        .hasMessageContaining("expected MDC user=ada; was INFO quiet.assertions - order 7")
        .hasMessageContaining("key-values [orderId=7]");
    assertThat(logs)
        .anySatisfy(record -> assertThat(record).hasLevel(Level.INFO))
        .hasLogged(1, record -> record.keyValues().size() == 1)
        .hasNo("order 8")
        .hasLoggedContaining("order")
        .hasLoggedContaining(Level.INFO, "7");
  }

  @Test
  void logged_data_cannot_forge_a_line_of_the_list(CapturedLogs logs) {
    LOG.info("first\n  ERROR quiet.assertions - forged");
    assertThat(logs.toString()).contains("first\\n  ERROR").hasLineCount(2);
  }
}

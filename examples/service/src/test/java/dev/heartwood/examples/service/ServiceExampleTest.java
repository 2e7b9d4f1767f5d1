package dev.heartwood.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceExampleTest {
  @Test
  void shows_the_service_from_code_and_over_http(@TempDir Path directory) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ServiceExample.run(directory, new PrintStream(bytes, true, StandardCharsets.UTF_8));

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines().skip(1))
        .containsExactly(
            "8 accepted, durability disk",
            "grave: order 7 stuck",
            "number 4: order 4 placed",
            "10 entries on 3 pages",
            "10 replayed in the order of their arrival",
            "newest of order-7: order 7 stuck",
            "9 keys",
            "by level: {ERROR=1, INFO=9}",
            "received: 10",
            "201 \"Log ingested successfully\"",
            "2 accepted, 1 rejected:",
            "  level must be TRACE, DEBUG, INFO, WARN, WARNING, ERROR, CRITICAL or FATAL, was LOUD",
            "/api/v1/logs?service=till&min_level=WARN",
            "  Payment late",
            "  Payment failed",
            "/api/v1/logs?metadata.transaction_id=txn-123",
            "  Payment failed",
            "/api/v1/logs?q=payment+AND+NOT+level%3AERROR",
            "  Payment late",
            "  Payment of 3.50",
            "13 entries on 3 pages",
            "replay:",
            "  Payment failed",
            "  Payment of 3.50",
            "  Payment late",
            "  complete: true",
            "newest of txn-123: Payment failed",
            "stats: {\"ERROR\":1,\"INFO\":1,\"WARN\":1}",
            "metrics: true");
  }
}

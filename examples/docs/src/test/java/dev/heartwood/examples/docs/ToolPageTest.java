package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.EpochNanos;
import dev.heartwood.LogHandler;
import dev.heartwood.Loggers;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalConfig;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolingHandler;
import dev.heartwood.tool.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The commands of docs/tool.md, run one after the other, and what the page says they print. */
class ToolPageTest {
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir Path logs;

  private final StringBuilder printed = new StringBuilder();

  @Test
  void every_command_of_the_page_runs_and_prints_what_the_page_says() throws Exception {
    leaveRingBehind();
    writeJournal();
    writeSpool();
    Page page = Page.read(Page.ROOT.resolve("docs/tool.md"));
    for (Page.Block block : page.blocks()) {
      if (block.language().equals("sh")) {
        for (String command : block.text().split("\n")) {
          run(block.place(), command);
        }
      } else {
        assertThat(printed.toString()).as(block.place()).contains(block.text());
      }
    }
    assertThat(Files.readAllLines(logs.resolve("saved.ndjson"))).hasSize(3);
  }

  private void run(String place, String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      String text = word.group(1) == null ? word.group(2) : word.group(1);
      words.add(text.replaceFirst("^logs/", Matcher.quoteReplacement(logs + "/")));
    }
    assertThat(words.remove(0)).as(place).isEqualTo("heartwood-tool");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = Tool.run(words.toArray(String[]::new), stream, stream);
    String text = out.toString(StandardCharsets.UTF_8).replace(logs + "/", "logs/");
    assertThat(code).as(place + ": " + command + "\n" + text).isZero();
    printed.append(text);
  }

  /** A copy of a ring file in use is what a killed process leaves. */
  private void leaveRingBehind() throws IOException {
    CountDownLatch gate = new CountDownLatch(1);
    LogHandler stuck = event -> await(gate);
    Path used = logs.resolve("used.ring");
    AsyncConfig config = AsyncConfig.DEFAULT.withRingFile(used).withRingFileBytes(1 << 20);
    try (AsyncHandler async = new AsyncHandler(config, stuck)) {
      Logger orders = Loggers.named("com.acme.orders").level(Level.INFO).handler(async).build();
      for (int i = 1; i <= 3; i++) {
        orders.warn("order {} is late", i);
      }
      Files.copy(used, logs.resolve("app.ring"));
      gate.countDown();
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeJournal() throws IOException {
    try (Journal journal = Journal.open(logs.resolve("journal"), JournalConfig.DEFAULT)) {
      byte[] payload = "order 42 placed".getBytes(StandardCharsets.UTF_8);
      journal.append(EpochNanos.of(Instant.now()), payload, 0, payload.length);
    }
  }

  private void writeSpool() throws IOException {
    SpoolConfig config =
        SpoolConfig.in(logs.resolve("spool"))
            .closeTimeout(Duration.ZERO)
            .status((level, text, cause) -> {})
            .build();
    LogHandler away =
        event -> {
          throw new IOException("away");
        };
    try (SpoolingHandler spool = SpoolingHandler.open(config, away)) {
      Logger orders = Loggers.named("com.acme.orders").level(Level.INFO).handler(spool).build();
      orders.info("order 1 placed");
      spool.flush();
    }
  }
}

package dev.heartwood.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heartwood.disk.LockedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on real files. */
@Timeout(120)
class JournalProcessTest {
  private static final JournalConfig CONFIG =
      JournalConfig.DEFAULT.withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES);

  @TempDir Path directory;

  private static Process start(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            JournalProcess.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void a_killed_process_leaves_every_record_that_it_was_promised() throws Exception {
    long promised = 0;
    for (int round = 1; round <= 3; round++) {
      Process process = start(directory);
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        long target = promised + 2_000;
        String line = lines.readLine();
        while (line != null && promised < target) {
          promised = Long.parseLong(line);
          line = lines.readLine();
        }
        process.toHandle().destroyForcibly(); // the process itself would close its output
        for (; line != null && lines.ready(); line = lines.readLine()) {
          promised = Math.max(promised, line.isEmpty() ? 0 : Long.parseLong(line));
        }
        process.waitFor();
      }
      try (Journal journal = Journal.open(directory, CONFIG);
          JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
        assertThat(journal.epoch()).isEqualTo(1L + round);
        assertThat(journal.stats().recovery().clean()).isFalse();
        long next = 0;
        while (reader.next()) {
          assertThat(reader.sequence()).isEqualTo(next);
          assertThat(Payloads.number(reader.payload())).isEqualTo(next++);
        }
        assertThat(next).isGreaterThanOrEqualTo(promised).isEqualTo(journal.end());
        byte[] more = Payloads.numbered(next, 100);
        journal.append(next, more, 0, more.length);
        promised = next + 1;
      } catch (AssertionError e) {
        throw new AssertionError("round " + round + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void a_journal_that_another_process_writes_cannot_be_opened_but_looked_at() throws Exception {
    Process process = start(directory);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("1");

      assertThatThrownBy(() -> Journal.open(directory, CONFIG))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining("journal.lock is held by process " + process.pid() + " since ");

      JournalFiles files = JournalFiles.read(directory, CONFIG.codec());
      assertThat(files.end()).isPositive();
      assertThat(files.report().clean()).isFalse();
      try (JournalReader reader = files.reader(0)) {
        assertThat(reader.next()).isTrue();
        assertThat(Payloads.number(reader.payload())).isZero();
      }
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_directory_that_may_not_be_written_is_an_error_when_the_journal_is_opened() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")));

    assertThatThrownBy(() -> Journal.open(Path.of("/proc/self"), CONFIG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/proc/self");
    assertThatThrownBy(() -> Journal.open(Path.of("/proc/journal"), CONFIG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/proc/journal");
  }
}

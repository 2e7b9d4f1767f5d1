package dev.heartwood.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter printed = new StringWriter();
  private long nanos;

  @Test
  void says_once_a_second_how_far_it_is_and_takes_that_away_in_the_end() {
    Progress progress = new Progress(new PrintWriter(printed), true, () -> nanos);
    call(progress, 1024);
    assertThat(printed.toString()).isEmpty();
    nanos = 1_000_000_000;
    call(progress, 4096);

    assertThat(printed.toString()).isEqualTo("\r25 %, 7 records ");
    progress.end();
    assertThat(printed.toString()).endsWith("\r" + " ".repeat(40) + "\r");
  }

  @Test
  void says_nothing_where_nobody_looks() {
    Progress progress = new Progress(new PrintWriter(printed), false, () -> nanos);
    nanos = 10_000_000_000L;
    call(progress, 4096);
    progress.end();

    assertThat(printed.toString()).isEmpty();
  }

  private static void call(Progress progress, int times) {
    for (int i = 0; i < times; i++) {
      progress.at(new Quarter(), 7);
    }
  }

  /** A way of which a quarter is done. */
  private static final class Quarter implements Records {
    @Override
    public boolean next() {
      return false;
    }

    @Override
    public long position() {
      return 0;
    }

    @Override
    public OptionalLong epochNanos() {
      return OptionalLong.empty();
    }

    @Override
    public byte[] buffer() {
      return new byte[0];
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int length() {
      return 0;
    }

    @Override
    public List<String> damage() {
      return List.of();
    }

    @Override
    public List<String> notes() {
      return List.of();
    }

    @Override
    public long passed() {
      return 25;
    }

    @Override
    public long toPass() {
      return 100;
    }

    @Override
    public void close() {}
  }
}

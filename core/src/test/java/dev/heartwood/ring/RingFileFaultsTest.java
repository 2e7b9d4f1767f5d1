package dev.heartwood.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.faults.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ring file on real file systems that refuse. */
class RingFileFaultsTest {
  @TempDir Path dir;

  private final List<String> reports = new ArrayList<>();

  @Test
  void a_full_file_system_is_an_error_at_start_and_leaves_no_file() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 512)) {
      Path file = disk.root().resolve("app.ring");

      assertThatThrownBy(() -> open(file))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "ringFile [" + file + "] must have room for 1314816 bytes: No space left on device");
      assertThat(file).doesNotExist();
      assertThat(disk.root().resolve("app.ring.spare")).doesNotExist();
      assertThat(reports).isEmpty();
    }
  }

  @Test
  void a_file_system_that_is_read_only_is_an_error_at_start() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 4_096)) {
      disk.makeReadOnly();
      Path file = disk.root().resolve("app.ring");
      Path deeper = disk.root().resolve("logs").resolve("app.ring");

      assertThatThrownBy(() -> open(file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("ringFile [" + file + "] cannot be written: ")
          .hasMessageEndingWith("Read-only file system");
      assertThatThrownBy(() -> open(deeper))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "ringFile must lie in a directory that exists or can be made, was [" + deeper + "]: ")
          .hasMessageEndingWith("Read-only file system");
    }
  }

  private void open(Path file) throws IOException {
    MappedRing.open(file, MappedRing.MIN_CAPACITY, false, (level, text, cause) -> reports.add(text))
        .release();
  }
}

package dev.heartwood.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockOwnerTest {
  private static final String ME = Long.toString(ProcessHandle.current().pid());

  @TempDir Path dir;
  private Path lock;

  @BeforeEach
  void makeLockFile() throws IOException {
    lock = Files.writeString(dir.resolve("app.ring.lock"), ME);
  }

  @Test
  void nobody_holds_what_the_system_does_not_list() throws IOException {
    assertThat(LockOwner.of(lock, locks("1: POSIX  ADVISORY  WRITE 4711 fe:01:1 0 EOF"))).isEmpty();
  }

  @Test
  void the_system_knows_best() throws IOException {
    Object inode = Files.getAttribute(lock, "unix:ino");

    assertThat(
            LockOwner.of(lock, locks("1: POSIX  ADVISORY  WRITE 4711 fe:01:" + inode + " 0 EOF")))
        .contains("process 4711");
    assertThat(LockOwner.of(lock, locks("1: POSIX  ADVISORY  WRITE 0 fe:01:" + inode + " 0 EOF")))
        .contains("a process outside this container");
    assertThat(
            LockOwner.of(lock, locks("1: -> POSIX ADVISORY WRITE 4711 fe:01:" + inode + " 0 EOF")))
        .isEmpty();
  }

  @Test
  void where_it_says_nothing_the_lock_file_is_believed_while_its_process_runs() throws IOException {
    Path none = dir.resolve("none");

    assertThat(LockOwner.of(lock, none)).contains("process " + ME + ", as far as can be told");
    Files.writeString(lock, "process 999999999 since 2026-11-20T10:00:00Z");
    assertThat(LockOwner.of(lock, none)).isEmpty();
    assertThat(LockOwner.of(none, none)).isEmpty();
  }

  private Path locks(String line) throws IOException {
    return Files.writeString(dir.resolve("locks"), line + "\n");
  }
}

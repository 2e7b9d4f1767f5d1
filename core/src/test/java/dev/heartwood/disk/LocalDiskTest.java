package dev.heartwood.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest {
  @TempDir Path directory;

  private final Disk disk = Disk.local();

  @Test
  void an_interrupt_neither_ends_a_call_nor_closes_a_file() throws Exception {
    Path path = directory.resolve("file");
    try (DiskFile file = disk.create(path);
        DiskFile reading = disk.openToRead(path)) {
      byte[] bytes = {1, 2, 3};
      Thread.currentThread().interrupt();
      try {
        file.write(0, bytes, 0, 3);
        file.force();
        file.truncate(2);
        disk.forceDirectory(directory);
        disk.lock(directory.resolve("lock")).close();
        assertThat(reading.read(0, bytes, 0, 3)).isEqualTo(2);
        assertThat(reading.size()).isEqualTo(2);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      file.write(2, bytes, 0, 1);
      assertThat(reading.read(0, bytes, 0, 3)).isEqualTo(3);
    }
  }

  @Test
  void a_file_that_is_deleted_while_it_is_opened_is_told_as_one_that_is_not_there()
      throws Exception {
    int files = 200;
    Path[] paths = new Path[files];
    for (int i = 0; i < files; i++) {
      paths[i] = Files.createFile(directory.resolve("file" + i));
    }
    AtomicInteger opened = new AtomicInteger(-1);
    Thread deleter =
        new Thread(
            () -> {
              for (int i = 0; i < files; i++) {
                while (opened.get() < i) {
                  Thread.onSpinWait();
                }
                paths[i].toFile().delete();
              }
            });
    deleter.setDaemon(true);
    deleter.start();
    for (int i = 0; i < files; i++) {
      Path path = paths[i];
      assertThatThrownBy(() -> openUntilGone(path, opened)).isInstanceOf(NoSuchFileException.class);
    }
    deleter.join();
  }

  private void openUntilGone(Path path, AtomicInteger opened) throws IOException {
    disk.openToRead(path).close();
    opened.incrementAndGet();
    while (true) {
      disk.openToRead(path).close();
    }
  }

  @Test
  void reads_as_much_as_there_is() throws Exception {
    try (DiskFile file = disk.create(directory.resolve("file"))) {
      file.write(5, new byte[] {7}, 0, 1);
      byte[] into = new byte[10];

      assertThat(file.read(0, into, 2, 8)).isEqualTo(6);
      assertThat(into[7]).isEqualTo((byte) 7);
      assertThat(file.read(6, into, 0, 10)).isZero();
      assertThat(file.read(100, into, 0, 10)).isZero();
    }
  }

  @Test
  void says_what_is_there_and_what_is_not() throws Exception {
    Path path = directory.resolve("file");
    assertThatThrownBy(() -> disk.open(path)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.openToRead(path)).isInstanceOf(NoSuchFileException.class);
    assertThat(disk.exists(path)).isFalse();
    disk.delete(path);
    disk.create(path).close();

    assertThatThrownBy(() -> disk.create(path)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(disk.list(directory)).containsExactly("file");
    disk.rename(path, directory.resolve("other"));
    assertThat(disk.list(directory)).containsExactly("other");
    assertThat(disk.usableBytes(directory)).isPositive();
    assertThat(disk.bootId()).isEqualTo(disk.bootId());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void files_are_for_their_owner_alone() throws Exception {
    Path inside = directory.resolve("a").resolve("b");
    disk.createDirectories(inside);
    disk.create(inside.resolve("file")).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside.resolve("file"))))
        .isEqualTo("rw-------");
  }

  @Test
  void a_lock_is_held_once_until_it_is_given_back() throws Exception {
    Path path = directory.resolve("lock");
    DiskLock lock = disk.lock(path);
    assertThatThrownBy(() -> disk.lock(directory.resolve(".").resolve("lock")))
        .isInstanceOf(LockedException.class)
        .hasMessageEndingWith("lock is held by this process");
    lock.close();
    lock.close();

    disk.lock(path).close();
  }
}

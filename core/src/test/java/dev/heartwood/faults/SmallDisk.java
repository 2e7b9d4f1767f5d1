package dev.heartwood.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A real file system in memory with little room. Tests that may not mount one are skipped. */
public final class SmallDisk implements AutoCloseable {
  private final Path root;

  private SmallDisk(Path root) {
    this.root = root;
  }

  /** Mounts it on a directory, which is made. */
  public static SmallDisk mount(Path root, int kilobytes) throws IOException {
    Files.createDirectories(root);
    Tools.requireOrSkip(
        "mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", root.toString());
    return new SmallDisk(root);
  }

  public Path root() {
    return root;
  }

  /** From here on nothing can be written. */
  public void makeReadOnly() {
    Tools.Outcome outcome = Tools.run("mount", "-o", "remount,ro", root.toString());
    assertThat(outcome.good()).as(outcome.printed()).isTrue();
  }

  /**
   * From here on files that are open can still be written, but none can be opened for that, made,
   * renamed or removed. Ends with {@link #uncover}.
   */
  public void coverReadOnly() throws IOException {
    Tools.requireOrSkip("mount", "--bind", root.toString(), root.toString());
    Tools.requireOrSkip("mount", "-o", "remount,bind,ro", root.toString());
  }

  public void uncover() {
    Tools.Outcome outcome = Tools.run("umount", root.toString());
    assertThat(outcome.good()).as(outcome.printed()).isTrue();
  }

  /** Takes all the room but some, in a file that is to be deleted to give it back. */
  public Path fill(long bytesLeft) throws IOException {
    Path ballast = root.resolve("ballast");
    try (var out = Files.newOutputStream(ballast, StandardOpenOption.CREATE)) {
      byte[] page = new byte[4096];
      while (Files.getFileStore(root).getUsableSpace() > bytesLeft) {
        out.write(page);
      }
    }
    return ballast;
  }

  @Override
  public void close() {
    Tools.Outcome outcome = Tools.run("umount", root.toString());
    if (!outcome.good()) {
      Tools.run("umount", "-l", root.toString());
    }
    assertThat(outcome.good()).as(outcome.printed()).isTrue();
  }
}

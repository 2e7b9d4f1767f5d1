package dev.heartwood.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An ext4 file system in a file. A copy of the file while it is mounted is what a loss of power
 * would have left. Tests that may not mount one are skipped.
 */
public final class LoopDisk implements AutoCloseable {
  private final Path image;
  private final Path root;

  private LoopDisk(Path image, Path root) {
    this.image = image;
    this.root = root;
  }

  /** Makes one below a directory and mounts it. */
  public static LoopDisk make(Path directory, int megabytes) throws IOException {
    Path image = directory.resolve("disk.image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) megabytes << 20);
    }
    Tools.requireOrSkip("mkfs.ext4", "-q", "-F", image.toString());
    return mount(image, directory.resolve("disk"));
  }

  /** Writes all out that is in the page cache. */
  public void sync() {
    Tools.Outcome outcome = Tools.run("sync", "-f", root.toString());
    assertThat(outcome.good()).as(outcome.printed()).isTrue();
  }

  /** What a loss of power at this moment leaves, mounted beside. */
  public LoopDisk afterPowerLoss(Path directory, String name) throws IOException {
    Path copy = directory.resolve(name + ".image");
    Files.copy(image, copy);
    return mount(copy, directory.resolve(name));
  }

  private static LoopDisk mount(Path image, Path root) throws IOException {
    Files.createDirectories(root);
    Tools.requireOrSkip("mount", "-o", "loop", image.toString(), root.toString());
    return new LoopDisk(image, root);
  }

  public Path root() {
    return root;
  }

  /** Also what still has files open or mapped there does not keep it. */
  @Override
  public void close() {
    Tools.Outcome outcome = Tools.run("umount", "-l", root.toString());
    assertThat(outcome.good()).as(outcome.printed()).isTrue();
  }
}

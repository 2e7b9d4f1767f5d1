package dev.heartwood.benchmarks.peers;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A bad neighbour on the same disk: writes a file, forces it, and begins again.
 *
 * <pre>
 * field  written by  read by  ordering
 * over   closer      writer   volatile
 * </pre>
 */
final class DiskNoise implements Closeable {
  private static final int BLOCK_BYTES = 1 << 20;

  private final Path file;
  private final int blocks;
  private final boolean syncing;
  private final FutureTask<Integer> writer = new FutureTask<>(this::write);
  private volatile boolean over;

  /**
   * @param syncing whether all that the system holds for its disks is written as well, as it is of
   *     itself every half minute: only that cleans the pages of a ring's file
   */
  DiskNoise(Path file, int blocks, boolean syncing) {
    this.file = file;
    this.blocks = blocks;
    this.syncing = syncing;
    new Thread(writer, "disk-noise").start();
  }

  private int write() throws IOException, InterruptedException {
    int rounds = 0;
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      do {
        channel.truncate(0);
        for (int i = 0; i < blocks; i++) {
          channel.write(block.clear());
        }
        channel.force(true);
        if (syncing) {
          sync();
        }
        rounds++;
      } while (!over);
    } finally {
      Files.deleteIfExists(file);
    }
    return rounds;
  }

  /** Has the system write all that it holds for its disks. */
  static void sync() throws IOException, InterruptedException {
    new ProcessBuilder("sync").inheritIO().start().waitFor();
  }

  /** Ends it, and says how often it wrote its file. */
  int end() throws IOException {
    over = true;
    try {
      return writer.get();
    } catch (ExecutionException e) {
      throw new IOException("no noise: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    over = true;
  }
}

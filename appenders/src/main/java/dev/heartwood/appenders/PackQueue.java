package dev.heartwood.appenders;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Rolled files that wait to be packed, in the order of the rolls. One that could not be packed,
 * because the disk is full say, is tried again with the next, before it.
 *
 * <p><b>Threads:</b> the archiver's.
 */
final class PackQueue {
  private final Packer packer;
  private final Deque<Path> waiting = new ArrayDeque<>();

  /** Packs one file. */
  interface Packer {
    /**
     * @throws FileAlreadyExistsException if it never can be
     */
    void pack(Path file) throws IOException;
  }

  PackQueue(Packer packer) {
    this.packer = packer;
  }

  /**
   * Packs a file after all that wait.
   *
   * @throws IOException if one could not be packed; it and those after it wait on
   */
  void pack(Path file) throws IOException {
    waiting.add(file);
    for (@Nullable Path next = waiting.peek(); next != null; next = waiting.peek()) {
      try {
        packer.pack(next);
      } catch (FileAlreadyExistsException e) {
        waiting.remove();
        throw e;
      }
      waiting.remove();
    }
  }
}

package dev.heartwood.benchmarks.peers;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntConsumer;

/** Follows the end of a file, and tells of every order as soon as it can be read there. */
final class Tail implements Closeable {
  private final FileChannel channel;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);
  private final OrderScanner scanner;

  Tail(Path file, IntConsumer orders) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.channel.position(channel.size());
    this.scanner = new OrderScanner(orders);
  }

  /** Reads on without a pause until then; ends with what is there, so at least once. */
  void readUntil(long nanoTime) throws IOException {
    do {
      bytes.clear();
      if (channel.read(bytes) > 0) {
        bytes.flip();
        while (bytes.hasRemaining()) {
          scanner.accept(bytes.get());
        }
      } else {
        Thread.onSpinWait();
      }
    } while (System.nanoTime() < nanoTime);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

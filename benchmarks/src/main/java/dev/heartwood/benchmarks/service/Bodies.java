package dev.heartwood.benchmarks.service;

import dev.heartwood.service.entry.LogEntry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches of entries as they go over the wire, in a file, rendered before the clock starts: the
 * kernel copies them to a socket without any processor time of ours. Parts may be sent by several
 * threads.
 */
final class Bodies implements AutoCloseable {
  /** Turns entries into what a server takes. */
  interface Format {
    void write(LogEntry entry, OutputStream out) throws IOException;
  }

  /**
   * @param entries in it
   * @param firstId of its first entry
   */
  record Part(long offset, long length, int entries, String firstId) {}

  private final Path file;
  private final FileChannel channel;
  private final List<Part> parts = new ArrayList<>();

  private Bodies(Path file) throws IOException {
    this.file = file;
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /**
   * The next entries of a workload; all is on the disk when this returns, so nothing of it is
   * later.
   */
  static Bodies render(
      Path directory, Format format, ServiceWorkload workload, long entries, int batch)
      throws IOException {
    Bodies bodies = new Bodies(Files.createTempFile(directory, "bodies", ".tmp"));
    Counted out = new Counted(bodies.file);
    try (out) {
      for (long left = entries; left > 0; left -= batch) {
        List<LogEntry> content = workload.next((int) Math.min(left, batch));
        long start = out.count;
        for (LogEntry entry : content) {
          format.write(entry, out);
        }
        bodies.parts.add(new Part(start, out.count - start, content.size(), content.get(0).id()));
      }
    }
    bodies.channel.force(true);
    return bodies;
  }

  List<Part> parts() {
    return parts;
  }

  void transfer(Part part, WritableByteChannel to) throws IOException {
    long end = part.offset + part.length;
    for (long at = part.offset; at < end; ) {
      at += channel.transferTo(at, end - at, to);
    }
  }

  byte[] bytes(Part part) throws IOException {
    try (InputStream in = Channels.newInputStream(FileChannel.open(file))) {
      in.skipNBytes(part.offset);
      return in.readNBytes((int) part.length);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.delete(file);
  }

  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private long count;

    Counted(Path file) throws IOException {
      out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}

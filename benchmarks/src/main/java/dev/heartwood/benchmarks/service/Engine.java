package dev.heartwood.benchmarks.service;

import dev.heartwood.service.entry.LogEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of those that are compared: started, empty, and ready when it is made; gone with its process
 * when it is closed. What it hands out is for one thread each, the rest for any.
 */
interface Engine extends AutoCloseable {
  /** Sends batches over one connection. */
  interface Sender extends AutoCloseable {
    /**
     * @return the id of some entry of it, or null if the server has too much to do and wants it
     *     later
     */
    @Nullable String send(Bodies bodies, Bodies.Part part, long number) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Asks over one connection. */
  interface Asker extends AutoCloseable {
    /**
     * @return how many entries the answer is about
     */
    long ask(Ask ask) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** How long it took from the start of its process until it took entries. */
  Duration startTime();

  Bodies.Format batched();

  Sender sender() throws IOException;

  Asker asker() throws IOException;

  /** Sends each entry alone, each connection one after the other, as fast as answers come. */
  Singles.Result singles(List<LogEntry> entries, Singles plan) throws IOException;

  long count() throws IOException;

  Backlog backlog() throws IOException;

  /** Brings what is kept into the form in which it stays; returns when that goes on or is done. */
  void settle() throws IOException, InterruptedException;

  double processorSeconds() throws IOException;

  /** In bytes; NaN if that cannot be said. */
  double peakMemory() throws IOException;

  /** Where it keeps everything. */
  Path data();

  @Override
  void close() throws IOException;
}

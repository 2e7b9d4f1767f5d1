package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.index.IndexWriter;

/**
 * Adds entries to a writer, in parts side by side if they are many; each thread fills a segment of
 * its own, with neighbours that arrived one after the other.
 *
 * <p><b>Threads:</b> one adds; it does the first part itself.
 */
final class Adders implements AutoCloseable {
  /** Less than that is not worth another thread. */
  private static final int LEAST_ENTRIES = 2000;

  private final List<EntryDocument> documents = new ArrayList<>();
  private final ExecutorService threads;

  Adders(int count) {
    for (int i = 0; i < count; i++) {
      documents.add(new EntryDocument());
    }
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "heartwood-index-add");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns, or throws, when all parts are done. */
  void add(List<LogEntry> entries, Day day, IndexWriter writer) throws IOException {
    int parts = Math.max(1, Math.min(documents.size(), entries.size() / LEAST_ENTRIES));
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < parts; i++) {
      List<LogEntry> part = part(entries, i, parts);
      EntryDocument document = documents.get(i);
      others.add(threads.submit(() -> add(part, day, writer, document)));
    }
    try {
      add(part(entries, 0, parts), day, writer, documents.get(0));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      await(others);
    }
  }

  private static void await(List<Future<?>> parts) throws IOException {
    IOException failure = null;
    boolean interrupted = false;
    for (Future<?> part : parts) {
      for (boolean done = false; !done; ) {
        try {
          part.get();
          done = true;
        } catch (InterruptedException e) {
          interrupted = true; // the writer must not be used by two batches
        } catch (ExecutionException e) {
          failure = new IOException("part of a batch was not added: " + e.getCause(), e.getCause());
          done = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static List<LogEntry> part(List<LogEntry> entries, int number, int parts) {
    return entries.subList(
        (int) ((long) entries.size() * number / parts),
        (int) ((long) entries.size() * (number + 1) / parts));
  }

  private static void add(
      List<LogEntry> entries, Day day, IndexWriter writer, EntryDocument document) {
    try {
      for (LogEntry entry : entries) {
        writer.addDocument(document.fill(entry, day));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}

package dev.heartwood.service;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.BatchReceipt;
import dev.heartwood.service.ingest.Origin;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that sends until it is killed: four producers, each with numbered entries in batches
 * under idempotency keys. Each notes in a mapped file which batch it is about to send, and up to
 * where it was answered, and begins its next life with the batch that it was about to send, as a
 * client does that got no answer. Behind that stands how many processes have begun.
 */
final class KilledService {
  static final int PRODUCERS = 4;
  static final int DROPPED = 7;
  static final String RULES = "rules: [{name: quiet, drop: {level: DEBUG}}]";

  private KilledService() {}

  static ServiceOptions options(Path directory) {
    return Services.options(directory).withRules(RULES);
  }

  static String service(int producer) {
    return "producer-" + producer;
  }

  /** Two at least, so that one of them is not dropped. */
  static int sizeOfBatch(long first) {
    return 2 + (int) (first * 31 % 40);
  }

  static LogContent entry(int producer, long number, long batchEnd) {
    Severity severity = number % DROPPED == 0 ? Severity.DEBUG : Severity.INFO;
    return Contents.of(severity, service(producer), number + " of " + batchEnd);
  }

  static Batch batch(int producer, long first) {
    long end = first + sizeOfBatch(first);
    List<LogContent> contents = new ArrayList<>();
    for (long number = first; number < end; number++) {
      contents.add(entry(producer, number, end));
    }
    return Batch.of(contents)
        .withIdempotency(new Batch.Idempotency(producer + "-" + first, producer + first));
  }

  static MappedByteBuffer notes(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, (PRODUCERS + 1) * 16L);
    }
  }

  /** How many processes have begun. */
  static long begun(MappedByteBuffer notes) {
    return notes.getLong(PRODUCERS * 16);
  }

  static long intended(MappedByteBuffer notes, int producer) {
    return notes.getLong(producer * 16);
  }

  static long acknowledged(MappedByteBuffer notes, int producer) {
    return notes.getLong(producer * 16 + 8);
  }

  public static void main(String[] args) throws Exception {
    MappedByteBuffer notes = notes(Path.of(args[1]));
    notes.putLong(PRODUCERS * 16, begun(notes) + 1);
    LogService service = LogService.open(options(Path.of(args[0])));
    for (int i = 0; i < PRODUCERS; i++) {
      int producer = i;
      new Thread(() -> send(service, notes, producer)).start();
    }
  }

  private static void send(LogService service, MappedByteBuffer notes, int producer) {
    try {
      long next = intended(notes, producer);
      while (true) {
        notes.putLong(producer * 16, next);
        BatchReceipt receipt = service.ingest(batch(producer, next), Origin.LOCAL);
        if (receipt.rejected() > 0 || receipt.duplicates() > 0) {
          throw new IllegalStateException("batch " + next + " was answered " + receipt);
        }
        next += sizeOfBatch(next);
        notes.putLong(producer * 16 + 8, next);
      }
    } catch (IOException | RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(3);
    }
  }
}

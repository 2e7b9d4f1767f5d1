package dev.heartwood.service;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.ingest.BatchReceipt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with an index that is out of order: what it takes stands in its journal only. Prints a
 * line when it has taken all, and waits for its end.
 */
final class BacklogWriter {
  static final String SERVICE = "backlog";
  static final String DONE = "all are acknowledged";
  private static final int BATCH = 1_000;

  private BacklogWriter() {}

  /**
   * @param args directory of the data, and how many entries
   */
  public static void main(String[] args) throws Exception {
    ServiceOptions options =
        ServiceOptions.in(Path.of(args[0])).withStatus((level, message, cause) -> {});
    int entries = Integer.parseInt(args[1]);
    FailingStorage storage = new FailingStorage();
    storage.fail(true);
    LogService service = LogService.open(options, (path, source) -> storage);
    for (int first = 0; first < entries; first += BATCH) {
      List<LogContent> batch = new ArrayList<>();
      for (int number = first; number < Math.min(first + BATCH, entries); number++) {
        batch.add(entry(number));
      }
      BatchReceipt receipt = Services.send(service, batch);
      if (receipt.accepted() != batch.size()) {
        throw new IllegalStateException("batch " + first + " was answered " + receipt);
      }
    }
    System.out.println(DONE);
    Thread.sleep(Long.MAX_VALUE);
  }

  private static LogContent entry(int number) {
    String order = Long.toHexString(number * 0x9E3779B97F4A7C15L); // each has a word of its own
    return Contents.of(
        Severity.INFO, SERVICE, number + " order " + order + " was paid by card and is packed");
  }

  static int number(String message) {
    return Integer.parseInt(message.substring(0, message.indexOf(' ')));
  }
}

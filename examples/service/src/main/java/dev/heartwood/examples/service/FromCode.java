package dev.heartwood.examples.service;

import dev.heartwood.service.EntryFeed;
import dev.heartwood.service.LogService;
import dev.heartwood.service.ReplayStart;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.BatchReceipt;
import dev.heartwood.service.ingest.Origin;
import dev.heartwood.service.ingest.Receipt;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.Page;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The service as a part of a program: the same journal, index and rules, without HTTP. */
record FromCode(LogService service, PrintStream out) {
  void run() throws IOException, InterruptedException {
    ingest();
    service.refresh(Duration.ofSeconds(10)); // what was accepted is found from now on
    find();
    pages();
    replay();
    latest();
    count();
  }

  private void ingest() throws IOException {
    Receipt receipt = service.ingest(order(1, Severity.INFO, "placed"), Origin.LOCAL);
    if (receipt instanceof Receipt.Stored stored) {
      out.println("stored as " + stored.id());
    }
    List<LogContent> orders =
        IntStream.rangeClosed(2, 9).mapToObj(i -> order(i, Severity.INFO, "placed")).toList();
    BatchReceipt batch = service.ingest(Batch.of(orders), Origin.LOCAL);
    out.println(batch.accepted() + " accepted, durability " + batch.durability().text());
    service.ingest(order(7, Severity.ERROR, "stuck"), Origin.LOCAL);
  }

  private static LogContent order(int number, Severity severity, String what) {
    return new LogContent(
        severity,
        severity.name(),
        "shop",
        "order " + number + " " + what,
        null, // the service knows what time it is
        "visit-" + number % 3, // correlation id
        "order-" + number, // key
        null,
        "shop.orders",
        Thread.currentThread().getName(),
        null,
        null,
        Map.of("order", Map.of("number", number, "total", 19.9 * number)));
  }

  private void find() throws IOException {
    Condition grave =
        Condition.and(
            List.of(
                new Condition.Is(Field.SERVICE, "shop"),
                new Condition.Grave(Severity.WARN, Severity.FATAL)));
    Page page = service.find(LogQuery.newest(grave, 10));
    page.entries().forEach(entry -> out.println("grave: " + entry.content().message()));
    Condition one = new Condition.Is(new Field("metadata.order.number"), "4");
    service
        .find(LogQuery.newest(one, 10))
        .entries()
        .forEach(entry -> out.println("number 4: " + entry.content().message()));
  }

  private void pages() throws IOException {
    LogQuery query = LogQuery.newest(Condition.EVERYTHING, 4).withOrder(Order.OLDEST_FIRST);
    Page page = service.find(query);
    int pages = 1;
    for (; page.more(); pages++) {
      LogEntry last = page.entries().get(page.entries().size() - 1);
      page = service.find(query.withAfter(Mark.of(last)));
    }
    out.println(page.total() + " entries on " + pages + " pages");
  }

  private void replay() throws IOException, InterruptedException {
    int replayed = 0;
    try (EntryFeed feed = service.replay(ReplayStart.BEGINNING, Condition.EVERYTHING, false)) {
      while (feed.next(Duration.ofSeconds(1)) instanceof EntryFeed.Entry) {
        replayed++;
      }
    }
    out.println(replayed + " replayed in the order of their arrival");
  }

  private void latest() throws IOException {
    service
        .latest("order-7")
        .ifPresent(entry -> out.println("newest of order-7: " + entry.content().message()));
    int keys = service.latest(Condition.EVERYTHING, Order.OLDEST_FIRST, 100).size();
    out.println(keys + " keys");
  }

  private void count() throws IOException {
    StatsQuery byHour =
        new StatsQuery(Condition.EVERYTHING, Duration.ofHours(1), Field.CORRELATION_ID, 5);
    out.println("by level: " + new TreeMap<>(service.stats(byHour).stats().byLevel()));
    out.println("received: " + service.accounting().total().received());
  }
}

package dev.heartwood.service.storage.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.storage.TestEntries;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DayReaderTest {
  private static final int ROUNDS = 2_000;
  private static final Condition CONDITION = new Condition.Is(Field.SERVICE, "orders");

  /** A reader of Lucene's makes its segments when it is first asked, and perhaps twice. */
  @Test
  void two_threads_can_be_the_first_to_ask() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CyclicBarrier together = new CyclicBarrier(2);
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
        Document document = new Document();
        document.add(new StringField(Names.TERMS, "any", Store.NO));
        writer.addDocument(document);
      }
      for (int round = 0; round < ROUNDS; round++) {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
          DayReader day = new DayReader(new Day(0), reader);
          Callable<Integer> count =
              () -> {
                together.await();
                return count(day);
              };
          for (Future<Integer> each : threads.invokeAll(List.of(count, count))) {
            assertThat(each.get()).isZero();
          }
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static int count(DayReader day) throws IOException {
    Weight weight = day.weight(CONDITION, new TestEntries());
    int count = 0;
    for (LeafReaderContext segment : day.segments()) {
      count += weight.count(segment);
    }
    return count;
  }
}

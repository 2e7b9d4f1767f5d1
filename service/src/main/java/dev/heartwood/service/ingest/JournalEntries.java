package dev.heartwood.service.ingest;

import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.journal.Visibility;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.storage.EntrySource;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a journal, one by one, wherever they stand in it. Groups that were asked for last
 * are kept unpacked, and some readers open; of records that were passed on the way to an id it is
 * known where their ids begin.
 *
 * <p><b>Threads:</b> any; monitors guard what is kept, and are not held while the disk is read.
 */
public final class JournalEntries implements EntrySource {
  private static final int KEPT_READERS = 4;
  private static final long KEPT_BYTES = 8L << 20;
  private static final int KEPT_STAMPS = 4096;

  private final Journal journal;
  private final Deque<JournalReader> readers = new ArrayDeque<>(); // the last one used first
  private final Map<Long, EntryGroup> groups = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<Long, Long> stamps =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
              return size() > KEPT_STAMPS;
            }
          });
  private long keptBytes;

  JournalEntries(Journal journal) {
    this.journal = journal;
  }

  @Override
  public @Nullable LogEntry entry(long sequence) throws IOException {
    EntryGroup group = group(sequence);
    int index = index(sequence);
    return group == null || index >= group.count() ? null : group.entry(index);
  }

  @Override
  public @Nullable String message(long sequence) throws IOException {
    EntryGroup group = group(sequence);
    int index = index(sequence);
    return group == null || index >= group.count() ? null : group.message(index);
  }

  private static int index(long sequence) {
    return Sequences.place(sequence) % GroupWriter.ENTRIES;
  }

  private @Nullable EntryGroup group(long sequence) throws IOException {
    long key = sequence >> EntryGroup.PLACE_BITS;
    synchronized (this) {
      EntryGroup known = groups.get(key);
      if (known != null) {
        return known;
      }
    }
    EntryGroup group =
        at(
            Sequences.journalSequence(sequence),
            record -> record.groupAt(Sequences.place(sequence)));
    if (group != null) {
      keep(key, group);
    }
    return group;
  }

  private synchronized void keep(long key, EntryGroup group) {
    EntryGroup before = groups.put(key, group);
    keptBytes += group.bytes() - (before == null ? 0 : before.bytes());
    Iterator<EntryGroup> eldest = groups.values().iterator();
    while (keptBytes > KEPT_BYTES && groups.size() > 1) {
      keptBytes -= eldest.next().bytes();
      eldest.remove();
    }
  }

  @Override
  public long sequenceOf(String text) throws IOException {
    EntryId id;
    try {
      id = EntryId.of(text);
    } catch (IllegalArgumentException isNoId) {
      return -1;
    }
    long after = firstAfter(id.stamp(), record -> record.firstId().stamp(), stamps);
    if (after <= journal.first()) {
      return -1;
    }
    Long found =
        at(
            after - 1,
            record -> {
              long place = id.stamp() - record.firstId().stamp();
              return place < 0
                      || place >= record.entryCount()
                      || !record.firstId().plus((int) place).equals(id)
                  ? null
                  : Sequences.of(record.sequence(), (int) place);
            });
    return found == null ? -1 : found;
  }

  /** The first record that arrived after a time; the journal's end if there is none. */
  long firstReceivedAfter(long epochNanos) throws IOException {
    return firstAfter(epochNanos, JournalRecord::receivedNanos, new HashMap<>());
  }

  /**
   * The first record of which a number is greater than a bound. It looks at round sequences first,
   * which are the same for every bound.
   *
   * @param of a record; does not fall from record to record
   * @param known that number of records, by their sequences
   */
  private long firstAfter(long bound, ToLongFunction<JournalRecord> of, Map<Long, Long> known)
      throws IOException {
    JournalReader reader = borrow();
    try {
      long low = journal.first();
      long high = journal.end();
      while (low < high) {
        long middle = roundest(low, high);
        long at = middle;
        Long number = known.get(middle);
        if (number == null) {
          reader.moveTo(middle);
          if (!reader.next() || reader.sequence() >= high) {
            high = middle; // all from there on are damaged
            continue;
          }
          at = reader.sequence();
          number = of.applyAsLong(JournalRecord.of(reader));
          if (at == middle) {
            known.put(middle, number);
          }
        }
        if (number > bound) {
          high = middle;
        } else {
          low = at + 1;
        }
      }
      return low;
    } finally {
      giveBack(reader);
    }
  }

  /** Of a range, but for its first number if it has another, the one with most zeros in the end. */
  private static long roundest(long from, long end) {
    long last = end - 1;
    return from == last ? from : last & -Long.highestOneBit(from ^ last);
  }

  private interface Reading<T> {
    @Nullable T of(JournalRecord record) throws IOException;
  }

  private <T> @Nullable T at(long recordSequence, Reading<T> reading) throws IOException {
    if (recordSequence >= journal.end() || recordSequence < journal.first()) {
      return null;
    }
    JournalReader reader = borrow();
    try {
      reader.moveTo(recordSequence);
      boolean there = reader.next() && reader.sequence() == recordSequence;
      return there ? reading.of(JournalRecord.of(reader)) : null;
    } finally {
      giveBack(reader);
    }
  }

  private JournalReader borrow() {
    synchronized (this) {
      JournalReader kept = readers.poll();
      if (kept != null) {
        return kept;
      }
    }
    return journal.reader(0, Visibility.WRITTEN);
  }

  private void giveBack(JournalReader reader) throws IOException {
    synchronized (this) {
      if (readers.size() < KEPT_READERS) {
        readers.push(reader);
        return;
      }
    }
    reader.close();
  }

  /** Closes the readers that are kept. */
  void close() throws IOException {
    while (true) {
      JournalReader reader;
      synchronized (this) {
        reader = readers.poll();
      }
      if (reader == null) {
        return;
      }
      reader.close();
    }
  }
}

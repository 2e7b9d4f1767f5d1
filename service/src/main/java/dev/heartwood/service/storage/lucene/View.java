package dev.heartwood.service.storage.lucene;

import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.lucene.index.DirectoryReader;

/**
 * All partitions as they were at one refresh. It holds their readers until the last one who uses it
 * has released it.
 *
 * <pre>
 * field   written by   read by   ordering
 * users   any          any       under the lock of this
 * </pre>
 */
final class View {
  private final NavigableMap<Day, DayReader> days = new TreeMap<>();
  private int users = 1;

  View(List<DayReader> readers) {
    for (DayReader one : readers) {
      one.reader().incRef();
      days.put(one.day(), one);
    }
  }

  NavigableMap<Day, DayReader> days() {
    return days;
  }

  /** Says false if it was released by all: there is a newer one. */
  synchronized boolean acquire() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  void release() throws IOException {
    synchronized (this) {
      if (--users > 0) {
        return;
      }
    }
    for (DayReader one : days.values()) {
      DirectoryReader reader = one.reader();
      reader.decRef();
    }
  }
}

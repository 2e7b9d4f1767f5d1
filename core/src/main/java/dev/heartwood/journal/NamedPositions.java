package dev.heartwood.journal;

import dev.heartwood.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The named readers of a journal, also those that nobody has asked for since it was opened: they
 * hold segments back.
 *
 * <p><b>Threads:</b> any, under the monitor.
 */
final class NamedPositions {
  private final Disk disk;
  private final Path directory;
  private final TreeMap<String, NamedPosition> byName = new TreeMap<>();
  private final Set<String> inUse = new HashSet<>();
  private boolean closed;

  private NamedPositions(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  static NamedPositions open(Disk disk, Path directory, Position oldest) throws IOException {
    NamedPositions all = new NamedPositions(disk, directory);
    for (String name : disk.list(directory)) {
      if (name.startsWith(NamedPosition.PREFIX)) {
        String reader = name.substring(NamedPosition.PREFIX.length());
        all.byName.put(reader, NamedPosition.open(disk, directory, reader, oldest));
      }
    }
    return all;
  }

  /** Takes it for one reader; a new one begins at {@code oldest}. */
  synchronized NamedPosition use(String name, Position oldest) throws IOException {
    NamedPosition named = byName.get(NamedPosition.requireName(name));
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
    if (inUse.contains(name)) {
      throw new IllegalStateException("reader " + name + " is open already");
    }
    if (named == null) {
      named = NamedPosition.create(disk, directory, name, oldest);
      byName.put(name, named);
    }
    inUse.add(name);
    return named;
  }

  synchronized void giveBack(NamedPosition named) {
    inUse.remove(named.name());
  }

  synchronized void forget(String name) throws IOException {
    if (inUse.contains(name)) {
      throw new IllegalStateException("reader " + name + " is open");
    }
    NamedPosition named = byName.remove(NamedPosition.requireName(name));
    if (named != null) {
      named.close();
      disk.delete(named.path());
      disk.forceDirectory(directory);
    }
  }

  synchronized boolean isEmpty() {
    return byName.isEmpty();
  }

  /** The sequence below which every reader has read, forced so that it stays so. */
  synchronized OptionalLong forceLowest() throws IOException {
    long lowest = Long.MAX_VALUE;
    for (NamedPosition each : byName.values()) {
      lowest = Math.min(lowest, each.force());
    }
    return byName.isEmpty() ? OptionalLong.empty() : OptionalLong.of(lowest);
  }

  synchronized void close() throws IOException {
    closed = true;
    for (NamedPosition each : byName.values()) {
      each.force();
      each.close();
    }
    byName.clear();
  }
}

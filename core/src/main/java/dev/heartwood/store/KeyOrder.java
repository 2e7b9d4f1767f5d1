package dev.heartwood.store;

import org.jspecify.annotations.Nullable;

/**
 * Keys in the order in which they last won, linked through the entries; only the writer sees it.
 */
final class KeyOrder {
  private @Nullable KeyEntry oldest;
  private @Nullable KeyEntry newest;
  private final WriterCounter size = new WriterCounter();

  void toNewest(KeyEntry entry) {
    if (entry == newest) {
      return;
    }
    remove(entry);
    entry.older = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
    size.add(1);
  }

  /** Does nothing if it is not in here. */
  void remove(KeyEntry entry) {
    KeyEntry older = entry.older;
    KeyEntry newer = entry.newer;
    if (older == null && newer == null && oldest != entry) {
      return;
    }
    if (older == null) {
      oldest = newer;
    } else {
      older.newer = newer;
    }
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    entry.older = null;
    entry.newer = null;
    size.add(-1);
  }

  @Nullable KeyEntry oldest() {
    return oldest;
  }

  long size() {
    return size.get();
  }
}

package dev.heartwood.store;

/** As many snapshots are open as the store allows: close some, or raise {@code maxSnapshots}. */
public final class TooManySnapshotsException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  TooManySnapshotsException(String store, int limit) {
    super("store " + store + " allows " + limit + " open snapshots at a time, all are open");
  }
}

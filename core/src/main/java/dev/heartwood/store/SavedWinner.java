package dev.heartwood.store;

import dev.heartwood.LogRecord;

/** The newest record of a key, or its tombstone, as a checkpoint keeps it. */
record SavedWinner(
    String key, long sequence, long orderNanos, long receivedMillis, LogRecord record) {}

package dev.heartwood.journal;

/**
 * What a journal looked like when it was opened. Damage in older segments, which are not read then,
 * shows when a reader comes to it.
 *
 * @param clean whether it had been closed, or was new
 * @param scannedRecords good records that had to be read
 * @param tornBytes at the end, of a write that was cut off
 * @param tornRecords good ones that were given up: they stood behind a gap that a loss of power had
 *     torn, and none of them had been called durable
 * @param damagedRecords that should have been there, in the part that was read
 * @param damagedSegments files set aside because their headers were not readable
 */
public record RecoveryReport(
    boolean clean,
    long scannedRecords,
    long tornBytes,
    long tornRecords,
    long damagedRecords,
    int damagedSegments) {
  static final RecoveryReport NEW = new RecoveryReport(true, 0, 0, 0, 0, 0);
}

package dev.heartwood.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One bit of a journal's file is turned over, each after the other. Normally every 64th; all of
 * them: {@code -Dheartwood.journal.flips=all}.
 */
class BitFlipTest {
  private static final int STEP =
      "all".equals(System.getProperty("heartwood.journal.flips")) ? 1 : 61;
  private static final Path DIRECTORY = Path.of("/journal");
  private static final Path FILE = DIRECTORY.resolve("0000000000.segment");
  private static final Path SEALED = DIRECTORY.resolve("0000000000.sealed");
  private static final JournalConfig CONFIG =
      JournalConfig.DEFAULT
          .withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES)
          .withCodec(SegmentCodec.NONE);

  /** Opening costs more than looking, and finds the same: it is done now and then. */
  private static final int OPENED_EVERY = 16;

  /** How the journal was left. */
  enum Left {
    CLOSED,
    KILLED
  }

  private static Journal open(SimulatedDisk disk, JournalConfig config) throws IOException {
    return Journal.open(disk, DIRECTORY, config, (l, m, c) -> {}, () -> 42, true);
  }

  private static int fill(Journal journal) throws IOException {
    int count = 0;
    long bytes = SegmentHeader.BYTES;
    while (true) {
      byte[] payload = Payloads.numbered(count, 8 + count * 37 % 300);
      bytes += Frames.size(payload.length);
      if (bytes + Frames.HEADER_BYTES > CONFIG.segmentBytes()) {
        return count;
      }
      journal.append(count++, payload, 0, payload.length);
    }
  }

  @ParameterizedTest
  @EnumSource(Left.class)
  void a_flipped_bit_costs_one_record_at_most_and_none_is_wrong(Left left) throws Exception {
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal journal = open(disk, CONFIG);
    int count = fill(journal);
    if (left == Left.CLOSED) {
      journal.close();
    }
    SimulatedDisk dead = disk.afterKill();
    long bits = dead.size(FILE) * 8;
    assertThat(bits).isGreaterThan(60 * 1024 * 8);

    for (long bit = 0; bit < bits; bit += STEP) {
      dead.flip(FILE, bit);
      JournalFiles found = JournalFiles.read(dead, DIRECTORY, CONFIG.codec());
      assertThat(found.end()).as("bit %s", bit).isBetween(count - 1L, (long) count);
      try (JournalReader reader = found.reader(0)) {
        assertThat(intact(reader, found.end())).as("bit %s", bit).isBetween(count - 1, count);
      }
      if (bit / STEP % OPENED_EVERY == 0) {
        try (Journal opened = open(dead.afterKill(), CONFIG);
            JournalReader reader = opened.reader(0, Visibility.WRITTEN)) {
          assertThat(opened.end()).isEqualTo(found.end());
          assertThat(intact(reader, opened.end())).as("bit %s", bit).isBetween(count - 1, count);
        }
      }
      dead.flip(FILE, bit);
    }
  }

  /** How many records are given, each of them right, with the rest reported as missing. */
  private static int intact(JournalReader reader, long end) throws IOException {
    int given = 0;
    long next = 0;
    while (reader.next()) {
      assertThat(Payloads.number(reader.payload())).isEqualTo(reader.sequence());
      assertThat(reader.epochNanos()).isEqualTo(reader.sequence());
      assertThat(reader.missing()).isEqualTo(reader.sequence() - next);
      next = reader.sequence() + 1;
      given++;
    }
    assertThat(given + reader.damaged()).isEqualTo(end);
    return given;
  }

  @Test
  void a_flipped_bit_in_a_sealed_segment_costs_one_block_at_most() throws Exception {
    SimulatedDisk disk = new SimulatedDisk(1);
    JournalConfig gzip = CONFIG.withSegmentBytes(1024 * 1024).withCodec(SegmentCodec.GZIP);
    Journal journal = open(disk, gzip);
    while (journal.stats().segments() < 2) {
      byte[] payload = Payloads.numbered(journal.end(), 900);
      journal.append(journal.end(), payload, 0, payload.length);
    }
    journal.close();
    assertThat(disk.exists(SEALED)).isTrue();
    int perBlock = SealedFile.BLOCK_BYTES / Frames.size(900) + 2;
    int step = STEP == 1 ? 7 : 997;
    BitSet lost = new BitSet();

    for (long bit = 0; bit < disk.size(SEALED) * 8; bit += step) {
      disk.flip(SEALED, bit);
      JournalFiles found = JournalFiles.read(disk, DIRECTORY, gzip.codec());
      try (JournalReader reader = found.reader(0)) {
        int missing = (int) found.end() - intact(reader, found.end());
        assertThat(missing).as("bit %s", bit).isLessThanOrEqualTo(perBlock);
        lost.set(missing);
      }
      disk.flip(SEALED, bit);
    }

    assertThat(lost.get(0)).as("tables and headers are there twice").isTrue();
    assertThat(lost.cardinality()).as("blocks are not").isGreaterThan(1);
  }
}

package dev.heartwood.journal;

import org.junit.jupiter.api.Test;

/**
 * A journal after crashes, each of them another one by its seed. The long form: {@code
 * -Dheartwood.journal.images=100000}; {@code -Dheartwood.journal.seed=N} begins elsewhere.
 */
class CrashImagesTest {
  private static final int IMAGES = Integer.getInteger("heartwood.journal.images", 1_000);
  private static final long FIRST = Long.getLong("heartwood.journal.seed", 1);

  @Test
  void keeps_what_it_promised_whatever_a_crash_leaves_on_the_disk() {
    for (long seed = FIRST; seed < FIRST + IMAGES; seed++) {
      try {
        new CrashModel(seed).run();
      } catch (Throwable e) {
        throw new AssertionError("-Dheartwood.journal.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }
}

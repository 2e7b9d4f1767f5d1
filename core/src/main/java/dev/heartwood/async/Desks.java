package dev.heartwood.async;

import dev.heartwood.ring.Frame;
import dev.heartwood.wire.EventWriter;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Lends callers what they write an event with before they claim room for it. A pool rather than
 * thread-locals: it is bounded however many threads there are, and leaves nothing in them.
 *
 * <pre>
 * field   written by  read by  ordering
 * places  callers     callers  get-and-set; whoever has taken a desk out has it alone
 * </pre>
 */
final class Desks {
  /** References apart from each other by this much lie on cache lines of their own. */
  private static final int STRIDE = 32;

  private static final int PROBES = 4;

  private final AtomicReferenceArray<@Nullable Desk> places;
  private final int mask;
  private final int maxEventBytes;

  /** Used by one caller at a time. */
  static final class Desk {
    final EventWriter writer;
    final CRC32C crc = new CRC32C();

    Desk(int maxEventBytes) {
      writer = new EventWriter(maxEventBytes);
    }
  }

  Desks(int maxEventBytes) {
    this.maxEventBytes = maxEventBytes;
    int wanted = 4 * Runtime.getRuntime().availableProcessors();
    int size = Integer.highestOneBit(Math.max(4, Math.min(wanted, 256)) - 1) << 1;
    mask = size - 1;
    places = new AtomicReferenceArray<>(size * STRIDE);
  }

  /** Where the calling thread looks first. */
  int home() {
    long id = Thread.currentThread().getId();
    return (int) (id ^ id >>> 8) & mask;
  }

  Desk take(int home) {
    for (int i = 0; i < PROBES; i++) {
      Desk desk = places.getAndSet((home + i & mask) * STRIDE, null);
      if (desk != null) {
        desk.writer.clear(Frame.GAP);
        return desk;
      }
    }
    Desk fresh = new Desk(maxEventBytes);
    fresh.writer.clear(Frame.GAP);
    return fresh;
  }

  /** Where another one lies already, this one is let go of. */
  void giveBack(int home, Desk desk) {
    places.setRelease(home * STRIDE, desk);
  }
}

package dev.heartwood.async;

import dev.heartwood.ring.External;
import dev.heartwood.ring.MappedRing;
import java.io.IOException;
import org.slf4j.event.Level;

/**
 * Looks whether somebody changes a ring's file from outside. A file that was removed is reported:
 * the ring goes on, but no longer outlives its process. A file that was cut ends the ring: what is
 * touched beyond its end is skipped in silence, so nobody can tell any more what is in it.
 *
 * <p><b>Threads:</b> the worker.
 */
final class RingGuard {
  private static final long EVERY_NANOS = 100_000_000;

  private final MappedRing ring;
  private final String name;
  private final Complaints complaints;
  private long lastNanos = System.nanoTime();
  private External known = External.SAME;

  RingGuard(MappedRing ring, String name, Complaints complaints) {
    this.ring = ring;
    this.name = name;
    this.complaints = complaints;
  }

  boolean wasCut() {
    return known == External.CUT;
  }

  /**
   * @param now also if the last look was just before
   * @return whether the file was found cut, which is said once
   */
  boolean findsCut(boolean now) {
    long nanos = System.nanoTime();
    if (wasCut() || (!now && nanos - lastNanos < EVERY_NANOS)) {
      return false;
    }
    lastNanos = nanos;
    External found = look();
    if (found.compareTo(known) <= 0) {
      return false;
    }
    known = found;
    complaints.once(
        Level.ERROR,
        name
            + ": ringFile ["
            + ring.file()
            + (wasCut()
                ? "] was cut from outside: the handler closes, what was in it is counted as"
                    + " abandoned"
                : "] was moved, removed or replaced from outside: events still arrive, but those"
                    + " in the ring will not survive the process"),
        null);
    return wasCut();
  }

  private External look() {
    try {
      return ring.external();
    } catch (IOException e) {
      complaints.repeat(name + ": ringFile [" + ring.file() + "] could not be looked at: " + e, e);
      return External.SAME;
    }
  }
}

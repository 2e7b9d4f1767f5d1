package dev.heartwood.async;

import dev.heartwood.ring.External;
import dev.heartwood.ring.MappedRing;
import java.io.IOException;
import java.nio.file.Files;
import org.slf4j.event.Level;

/**
 * Looks whether somebody changes a ring's file from outside, and goes on in another one: what is
 * left in the first is delivered before. Of a file that was cut nobody can tell how many events it
 * has taken along; they are counted when the handler closes. A file that stands in the place of
 * ours is left alone, and the ring no longer outlives its process.
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
  private boolean cut;
  private boolean over;

  RingGuard(MappedRing ring, String name, Complaints complaints) {
    this.ring = ring;
    this.name = name;
    this.complaints = complaints;
  }

  /** Whether events may be lost that were in the ring. */
  boolean wasCut() {
    return cut;
  }

  /** Whether the file was cut and there is no other to go on in: the handler has to close. */
  boolean isOver() {
    return over;
  }

  /**
   * @param now also if the last look was just before
   */
  void look(boolean now) {
    long nanos = System.nanoTime();
    if (over || (!now && nanos - lastNanos < EVERY_NANOS)) {
      return;
    }
    lastNanos = nanos;
    External before = known;
    try {
      known = ring.external();
    } catch (IOException e) {
      complaints.repeat(what() + " could not be looked at: " + e, e);
      return;
    }
    if (known.compareTo(before) <= 0) {
      return;
    }
    if (known == External.CUT) {
      known = External.SAME; // it has its length again
      cut = true;
      tell("was cut or written to from outside", "events that were in it may be lost");
    } else if (Files.exists(ring.file())) {
      complaints.once(
          Level.ERROR,
          what()
              + " was replaced from outside: events still arrive, but those in the ring will not"
              + " survive the process",
          null);
    } else {
      tell("was moved or removed from outside", "what was in it is delivered unless we are killed");
    }
  }

  private void tell(String what, String consequence) {
    try {
      String now = ring.goOn() ? "goes on in a new one" : "closes";
      complaints.once(Level.ERROR, what() + " " + what + ": " + now + ", " + consequence, null);
    } catch (IOException e) {
      over = cut;
      complaints.once(
          Level.ERROR,
          what()
              + " "
              + what
              + ", and there is no other: "
              + (over
                  ? "the handler closes, and counts what was in it as abandoned"
                  : "events still arrive, but those in the ring will not survive the process"),
          e);
    }
  }

  private String what() {
    return name + ": ringFile [" + ring.file() + "]";
  }
}

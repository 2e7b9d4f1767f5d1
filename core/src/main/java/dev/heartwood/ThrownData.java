package dev.heartwood;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A throwable as data: what is printed of it, without the object graph that it pins.
 *
 * @param className the binary name of the throwable's class
 * @param message what {@code getMessage} gave; null if it had none
 * @param frames the stack, innermost first; all of them, also those shared with the enclosing one
 * @param commonFrames how many frames at the end of {@code frames} the enclosing throwable ends
 *     with as well; printers say "... n common frames omitted"
 * @param cyclic whether this throwable was met before on the way here; it then has no frames, cause
 *     or suppressed of its own
 * @param ownText what {@code toString} gave where that is not {@code className: message}; null if
 *     it is. Whoever changes the message must change or drop this as well
 */
public record ThrownData(
    String className,
    @Nullable String message,
    List<StackTraceElement> frames,
    int commonFrames,
    @Nullable ThrownData cause,
    List<ThrownData> suppressed,
    boolean cyclic,
    @Nullable String ownText) {
  /** Causes and suppressed throwables nested deeper than this are cut. */
  public static final int MAX_DEPTH = 64;

  /** Suppressed throwables of one throwable beyond this many are cut. */
  public static final int MAX_SUPPRESSED = 64;

  /** Causes and suppressed throwables are followed until there are this many in all. */
  public static final int MAX_THROWABLES = 1024;

  private static final StackTraceElement[] NO_FRAMES = {};

  public ThrownData {
    Objects.requireNonNull(className, "className");
    frames = List.copyOf(frames);
    suppressed = List.copyOf(suppressed);
  }

  /** A throwable that prints as {@code className: message}, or as its class without a message. */
  public ThrownData(
      String className,
      @Nullable String message,
      List<StackTraceElement> frames,
      int commonFrames,
      @Nullable ThrownData cause,
      List<ThrownData> suppressed,
      boolean cyclic) {
    this(className, message, frames, commonFrames, cause, suppressed, cyclic, null);
  }

  /** The first line of a printed stack: what {@code toString} of the throwable gave. */
  public String text() {
    if (ownText != null) {
      return ownText;
    }
    return message == null ? className : className + ": " + message;
  }

  /**
   * Copies a throwable, which may be hostile: cycles and depth are cut, and a {@code getMessage}
   * that throws is replaced by a note.
   */
  public static ThrownData of(Throwable thrown) {
    return of(thrown, NO_FRAMES, 0, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static ThrownData of(
      Throwable thrown, StackTraceElement[] enclosing, int depth, Set<Throwable> seen) {
    String className = thrown.getClass().getName();
    String message = messageOf(thrown);
    if (!seen.add(thrown)) {
      return new ThrownData(className, message, List.of(), 0, null, List.of(), true);
    }
    StackTraceElement[] frames = framesOf(thrown);
    @Nullable ThrownData cause = null;
    List<ThrownData> suppressed = List.of();
    if (depth < MAX_DEPTH && seen.size() < MAX_THROWABLES) {
      Throwable causedBy = causeOf(thrown);
      cause = causedBy == null ? null : of(causedBy, frames, depth + 1, seen);
      suppressed = suppressedOf(thrown, frames, depth, seen);
    }
    return new ThrownData(
        className,
        message,
        List.of(frames),
        common(frames, enclosing),
        cause,
        suppressed,
        false,
        ownTextOf(thrown, className, message));
  }

  private static List<ThrownData> suppressedOf(
      Throwable thrown, StackTraceElement[] frames, int depth, Set<Throwable> seen) {
    Throwable[] suppressed = thrown.getSuppressed();
    if (suppressed.length == 0) {
      return List.of();
    }
    List<ThrownData> copies = new ArrayList<>();
    for (int i = 0; i < Math.min(suppressed.length, MAX_SUPPRESSED); i++) {
      if (seen.size() >= MAX_THROWABLES) {
        break;
      }
      copies.add(of(suppressed[i], frames, depth + 1, seen));
    }
    return copies;
  }

  private static StackTraceElement[] framesOf(Throwable thrown) {
    try {
      StackTraceElement[] frames = thrown.getStackTrace();
      for (StackTraceElement frame : frames) {
        Objects.requireNonNull(frame, "frame");
      }
      return frames;
    } catch (Throwable e) {
      return NO_FRAMES; // overridden, and broken
    }
  }

  private static @Nullable String messageOf(Throwable thrown) {
    try {
      return thrown.getMessage();
    } catch (Throwable e) {
      return Freeze.failed("getMessage", e);
    }
  }

  private static @Nullable String ownTextOf(
      Throwable thrown, String className, @Nullable String message) {
    String usual = message == null ? className : className + ": " + message;
    try {
      String text = thrown.toString();
      return text == null || text.equals(usual) ? null : text;
    } catch (Throwable e) {
      return null;
    }
  }

  private static @Nullable Throwable causeOf(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (Throwable e) {
      return null;
    }
  }

  private static int common(StackTraceElement[] frames, StackTraceElement[] enclosing) {
    int common = 0;
    while (common < frames.length
        && common < enclosing.length
        && frames[frames.length - 1 - common].equals(enclosing[enclosing.length - 1 - common])) {
      common++;
    }
    return common;
  }
}

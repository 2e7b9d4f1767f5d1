package dev.heartwood.format;

import dev.heartwood.LogEvent;
import org.slf4j.event.Level;

/** Anything that depends on the level only, made in advance: the level, its colour, its padding. */
final class LevelSegment extends Segment {
  private static final Level[] LEVELS = Level.values();

  private final byte[][] byLevel = new byte[LEVELS.length][];

  /** The level's name. */
  LevelSegment() {
    for (Level level : LEVELS) {
      byLevel[level.ordinal()] = Utf8Buffer.ascii(level.name());
    }
  }

  /** What these segments print, for each level; they look at nothing else. */
  LevelSegment(Iterable<Segment> segments) {
    Utf8Buffer out = new Utf8Buffer();
    for (Level level : LEVELS) {
      out.clear();
      LogEvent event = new OnlyLevel(level);
      for (Segment segment : segments) {
        segment.write(event, out);
      }
      byLevel[level.ordinal()] = out.toByteArray();
    }
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    out.append(byLevel[event.level().ordinal()]);
  }

  @Override
  boolean dependsOnLevelOnly() {
    return true;
  }
}

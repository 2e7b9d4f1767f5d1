package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Turns on a terminal colour: a fixed one, or the one that stands for the level. */
final class ColourSegment extends Segment {
  /** Ends every colour. */
  static final Segment OFF = new LiteralSegment("\u001B[0;39m");

  static final String HIGHLIGHT = "highlight";

  private static final Map<String, String> CODES =
      Map.ofEntries(
          Map.entry("black", "30"),
          Map.entry("red", "31"),
          Map.entry("green", "32"),
          Map.entry("yellow", "33"),
          Map.entry("blue", "34"),
          Map.entry("magenta", "35"),
          Map.entry("cyan", "36"),
          Map.entry("white", "37"),
          Map.entry("gray", "1;30"),
          Map.entry("boldRed", "1;31"),
          Map.entry("boldGreen", "1;32"),
          Map.entry("boldYellow", "1;33"),
          Map.entry("boldBlue", "1;34"),
          Map.entry("boldMagenta", "1;35"),
          Map.entry("boldCyan", "1;36"),
          Map.entry("boldWhite", "1;37"));

  private final @Nullable String code;

  /**
   * @param word a conversion word that {@link #isColour} accepts
   */
  ColourSegment(String word) {
    code = CODES.get(word);
  }

  static boolean isColour(String word) {
    return word.equals(HIGHLIGHT) || CODES.containsKey(word);
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    out.append("\u001B[");
    out.append(code == null ? codeOf(event.level()) : code);
    out.append((byte) 'm');
  }

  private static String codeOf(Level level) {
    return switch (level) {
      case ERROR -> "1;31";
      case WARN -> "31";
      case INFO -> "34";
      default -> "39";
    };
  }

  @Override
  boolean dependsOnLevelOnly() {
    return true;
  }
}

package dev.heartwood.redaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which characters of a formatted message came from where: a secret may be split over the template
 * and an argument, or be one only by what stands before it, and is masked in all of them.
 */
final class MessageLayout {
  /** The template as a source; arguments are sources by their index. */
  static final int TEMPLATE = -1;

  private final List<Piece> pieces = new ArrayList<>();
  private final int[] placeholders;

  private MessageLayout(int arguments) {
    this.placeholders = new int[arguments];
    Arrays.fill(placeholders, -1);
  }

  /**
   * @return null if the message was not made from the template by the rules of SLF4J
   */
  static @Nullable MessageLayout of(String template, List<String> arguments, String message) {
    MessageLayout layout = new MessageLayout(arguments.size());
    int at = layout.place(template, arguments);
    return at == message.length() && layout.makes(message, template, arguments) ? layout : null;
  }

  /** The place of the placeholder of an argument in the template; -1 if it has none. */
  int placeholder(int argument) {
    return placeholders[argument];
  }

  /**
   * What was found in the message, and what was found in its sources where it is in the message.
   */
  @Nullable Spans inMessage(
      @Nullable Spans found, @Nullable Spans inTemplate, List<@Nullable Spans> inArguments) {
    @Nullable Spans result = found;
    for (Piece piece : pieces) {
      Spans source = piece.source == TEMPLATE ? inTemplate : inArguments.get(piece.source);
      for (int i = 0; source != null && i < source.size(); i++) {
        int start = Math.max(piece.sourceStart, source.start(i));
        int end = Math.min(piece.sourceStart + piece.length, source.end(i));
        if (start < end) {
          int shift = piece.start - piece.sourceStart;
          result = Spans.add(result, start + shift, end + shift, source.mask(i));
        }
      }
    }
    return result;
  }

  /** Adds the part of each span of the message to the source that it came from. */
  void toSources(Spans merged, Spans inTemplate, List<Spans> inArguments) {
    int first = 0;
    for (Piece piece : pieces) { // both are in the order of the message
      while (first < merged.size() && merged.end(first) <= piece.start) {
        first++;
      }
      Spans source = piece.source == TEMPLATE ? inTemplate : inArguments.get(piece.source);
      int pieceEnd = piece.start + piece.length;
      for (int i = first; i < merged.size() && merged.start(i) < pieceEnd; i++) {
        int shift = piece.sourceStart - piece.start;
        source.add(
            Math.max(piece.start, merged.start(i)) + shift,
            Math.min(pieceEnd, merged.end(i)) + shift,
            merged.mask(i));
      }
    }
  }

  private int place(String template, List<String> arguments) {
    int copied = 0;
    int from = 0;
    int at = 0;
    int argument = 0;
    while (argument < arguments.size()) {
      int placeholder = template.indexOf("{}", from);
      if (placeholder < 0) {
        break;
      }
      boolean escaped = placeholder > 0 && template.charAt(placeholder - 1) == '\\';
      boolean doubly = escaped && placeholder > 1 && template.charAt(placeholder - 2) == '\\';
      if (escaped && !doubly) {
        at = literal(copied, placeholder - 1, at); // the backslash goes, the brace stays
        at = literal(placeholder, placeholder + 1, at);
        copied = placeholder + 1;
        from = copied;
        continue;
      }
      at = literal(copied, doubly ? placeholder - 1 : placeholder, at);
      int length = arguments.get(argument).length();
      pieces.add(new Piece(argument, 0, at, length));
      placeholders[argument] = placeholder;
      at += length;
      argument++;
      copied = placeholder + 2;
      from = copied;
    }
    return literal(copied, template.length(), at);
  }

  private int literal(int start, int end, int at) {
    if (end > start) {
      pieces.add(new Piece(TEMPLATE, start, at, end - start));
    }
    return at + Math.max(0, end - start);
  }

  private boolean makes(String message, String template, List<String> arguments) {
    for (Piece piece : pieces) {
      String source = piece.source == TEMPLATE ? template : arguments.get(piece.source);
      if (!message.regionMatches(piece.start, source, piece.sourceStart, piece.length)) {
        return false;
      }
    }
    return true;
  }

  /** A run of characters of one source. */
  private record Piece(int source, int sourceStart, int start, int length) {}
}

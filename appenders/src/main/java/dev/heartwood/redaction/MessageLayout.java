package dev.heartwood.redaction;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which characters of a formatted message came from where: a secret may be split over the template
 * and an argument, or be one only by what stands before it, and is masked in all of them.
 */
final class MessageLayout {
  private static final int TEMPLATE = -1;

  private final List<Piece> pieces = new ArrayList<>();

  private MessageLayout() {}

  /**
   * @return null if the message was not made from the template by the rules of SLF4J
   */
  static @Nullable MessageLayout of(String template, List<String> arguments, String message) {
    MessageLayout layout = new MessageLayout();
    int at = layout.place(template, arguments);
    return at == message.length() && layout.makes(message, template, arguments) ? layout : null;
  }

  /** The part of the spans in the message that lies in the template (-1) or an argument. */
  @Nullable Spans fromMessage(Spans inMessage, int source) {
    @Nullable Spans result = null;
    for (Piece piece : pieces) {
      for (int i = 0; piece.source == source && i < inMessage.size(); i++) {
        int start = Math.max(piece.start, inMessage.start(i));
        int end = Math.min(piece.start + piece.length, inMessage.end(i));
        if (start < end) {
          int shift = piece.sourceStart - piece.start;
          result = Spans.add(result, start + shift, end + shift, inMessage.mask(i));
        }
      }
    }
    return result;
  }

  /** Adds spans of the template (-1) or an argument where they are in the message. */
  @Nullable Spans toMessage(@Nullable Spans inMessage, Spans inSource, int source) {
    @Nullable Spans result = inMessage;
    for (Piece piece : pieces) {
      for (int i = 0; piece.source == source && i < inSource.size(); i++) {
        int start = Math.max(piece.sourceStart, inSource.start(i));
        int end = Math.min(piece.sourceStart + piece.length, inSource.end(i));
        if (start < end) {
          int shift = piece.start - piece.sourceStart;
          result = Spans.add(result, start + shift, end + shift, inSource.mask(i));
        }
      }
    }
    return result;
  }

  /** The place of the placeholder of an argument in the template; -1 if it has none. */
  int placeholder(int argument) {
    for (Piece piece : pieces) {
      if (piece.source == argument) {
        return piece.placeholder;
      }
    }
    return -1;
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
      pieces.add(new Piece(argument, 0, at, length, placeholder));
      at += length;
      argument++;
      copied = placeholder + 2;
      from = copied;
    }
    return literal(copied, template.length(), at);
  }

  private int literal(int start, int end, int at) {
    if (end > start) {
      pieces.add(new Piece(TEMPLATE, start, at, end - start, -1));
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
  private record Piece(int source, int sourceStart, int start, int length, int placeholder) {}
}

package dev.heartwood;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The printed arguments of a record as pieces of its message, so that a record kept for long has
 * one text and not one for each argument as well.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class MessageSlices extends AbstractList<String> implements RandomAccess {
  private final String message;

  /** Where each argument begins and ends. */
  private final int[] bounds;

  private MessageSlices(String message, int[] bounds) {
    this.message = message;
    this.bounds = bounds;
  }

  /**
   * Fills the placeholders of a template by the rules of SLF4J's {@code MessageFormatter}.
   *
   * @param arguments as they are to be printed
   * @return null if the message does not show each argument just as it is: there are more of them
   *     than placeholders, or a backslash stands before one
   */
  static @Nullable MessageSlices fill(String template, List<String> arguments) {
    int count = arguments.size();
    int[] bounds = new int[2 * count];
    StringBuilder message = new StringBuilder(template.length() + 16 * count);
    int from = 0;
    for (int i = 0; i < count; i++) {
      int placeholder = template.indexOf("{}", from);
      if (placeholder < 0 || placeholder > 0 && template.charAt(placeholder - 1) == '\\') {
        return null;
      }
      message.append(template, from, placeholder);
      bounds[2 * i] = message.length();
      message.append(arguments.get(i));
      bounds[2 * i + 1] = message.length();
      from = placeholder + 2;
    }
    return new MessageSlices(message.append(template, from, template.length()).toString(), bounds);
  }

  /** The template with its placeholders filled. */
  String message() {
    return message;
  }

  @Override
  public String get(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("index must be below " + size() + ", was " + index);
    }
    return message.substring(bounds[2 * index], bounds[2 * index + 1]);
  }

  @Override
  public int size() {
    return bounds.length / 2;
  }
}

package dev.heartwood.format;

import dev.heartwood.ThrownData;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Prints a throwable with its causes and suppressed throwables, in Logback's layout. Whatever its
 * messages hold, it adds these lines and no others:
 *
 * <pre>
 * text of the throwable          each level of "Suppressed: " moves everything one TAB to the right
 * TAB at frame
 * TAB ... n common frames omitted
 * TAB Suppressed: text
 * Caused by: text
 * </pre>
 */
final class StackTrace {
  /** Prints every frame. */
  static final int FULL = Integer.MAX_VALUE;

  private static final String TAB = "\t";
  private static final String CAUSED_BY = "Caused by: ";
  private static final String SUPPRESSED = "Suppressed: ";
  private static final String WRAPPED_BY = "Wrapped by: ";

  private final int depth;
  private final List<String> ignored;
  private final boolean rootFirst;
  private final Quoting quoting;
  private final byte[] lineEnd;

  /**
   * @param depth how many frames of each throwable
   * @param ignored a frame that contains one of these is left out and counted
   * @param rootFirst whether the innermost cause comes first
   * @param lineEnd what ends a line; not quoted
   */
  StackTrace(int depth, List<String> ignored, boolean rootFirst, Quoting quoting, String lineEnd) {
    this.depth = depth;
    this.ignored = ignored;
    this.rootFirst = rootFirst;
    this.quoting = quoting;
    this.lineEnd = lineEnd.getBytes(StandardCharsets.UTF_8);
  }

  void append(ThrownData thrown, Utf8Buffer out) {
    if (rootFirst) {
      appendRootFirst(thrown, "", 0, out);
    } else {
      appendOuterFirst(thrown, "", 0, out);
    }
  }

  private void appendOuterFirst(ThrownData outer, String prefix, int indent, Utf8Buffer out) {
    String introduction = prefix;
    for (ThrownData thrown = outer; thrown != null && !out.isFull(); thrown = thrown.cause()) {
      indent(indent, out);
      out.append(introduction);
      appendText(thrown, out);
      out.append(lineEnd);
      appendFrames(thrown, indent + 1, out);
      for (ThrownData suppressed : thrown.suppressed()) {
        appendOuterFirst(suppressed, SUPPRESSED, indent + 1, out);
      }
      introduction = CAUSED_BY;
    }
  }

  private void appendRootFirst(ThrownData thrown, String prefix, int indent, Utf8Buffer out) {
    ThrownData cause = thrown.cause();
    if (cause != null) {
      appendRootFirst(cause, prefix, indent, out);
    }
    indent(indent, out);
    out.append(cause == null ? prefix : WRAPPED_BY);
    appendText(thrown, out);
    out.append(lineEnd);
    appendFrames(thrown, indent + 1, out);
    for (ThrownData suppressed : thrown.suppressed()) {
      appendRootFirst(suppressed, SUPPRESSED, indent + 1, out);
    }
  }

  private void appendText(ThrownData thrown, Utf8Buffer out) {
    if (thrown.cyclic()) {
      out.append("[CIRCULAR REFERENCE: ");
      quoting.append(thrown.className(), out);
      out.append(": ");
      quoting.append(String.valueOf(thrown.message()), out);
      out.append((byte) ']');
    } else {
      quoting.append(thrown.text(), out);
    }
  }

  private void appendFrames(ThrownData thrown, int indent, Utf8Buffer out) {
    List<StackTraceElement> frames = thrown.frames();
    boolean all = depth > frames.size();
    boolean omit = all && thrown.commonFrames() > 0;
    int end = all ? frames.size() - (omit ? thrown.commonFrames() : 0) : depth;
    int skipped = 0;
    for (int i = 0; i < end && !out.isFull(); i++) {
      String frame = "at " + frames.get(i);
      if (isIgnored(frame)) {
        skipped++;
        end = end < frames.size() ? end + 1 : end; // another frame takes its place
        continue;
      }
      indent(indent, out);
      quoting.append(frame, out);
      if (skipped > 0) {
        appendSkipped(skipped, out);
        skipped = 0;
      }
      out.append(lineEnd);
    }
    if (skipped > 0) {
      appendSkipped(skipped, out);
      out.append(lineEnd);
    }
    if (omit) {
      indent(indent, out);
      out.append("... ");
      out.append(thrown.commonFrames());
      out.append(" common frames omitted");
      out.append(lineEnd);
    }
  }

  private static void appendSkipped(int count, Utf8Buffer out) {
    out.append(" [");
    out.append(count);
    out.append(" skipped]");
  }

  private boolean isIgnored(String frame) {
    for (String part : ignored) {
      if (frame.contains(part)) {
        return true;
      }
    }
    return false;
  }

  private void indent(int tabs, Utf8Buffer out) {
    for (int i = 0; i < tabs; i++) {
      quoting.append(TAB, out);
    }
  }
}

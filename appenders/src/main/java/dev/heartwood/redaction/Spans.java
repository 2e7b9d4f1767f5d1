package dev.heartwood.redaction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where the secrets of one text are, and what masks each. Confined to one thread. */
final class Spans {
  private static final String PLACEHOLDER = "{}";
  private static final int INITIAL = 4;

  private int[] starts = new int[INITIAL];
  private int[] ends = new int[INITIAL];
  private String[] masks = new String[INITIAL];
  private int size;

  static Spans whole(String text, String mask) {
    Spans spans = new Spans();
    spans.add(0, text.length(), mask);
    return spans;
  }

  /** Adds to spans that may not be there yet. */
  static Spans add(@Nullable Spans spans, int start, int end, String mask) {
    Spans target = spans == null ? new Spans() : spans;
    target.add(start, end, mask);
    return target;
  }

  void add(int start, int end, String mask) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      masks = Arrays.copyOf(masks, 2 * size);
    }
    starts[size] = start;
    ends[size] = end;
    masks[size++] = mask;
  }

  int size() {
    return size;
  }

  int start(int i) {
    return starts[i];
  }

  int end(int i) {
    return ends[i];
  }

  String mask(int i) {
    return masks[i];
  }

  /** The same spans in order; those that overlap are one, the first gives the mask. */
  Spans merged() {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Integer.compare(starts[a], starts[b])); // stable
    Spans result = new Spans();
    int i = 0;
    while (i < size) {
      int first = order[i];
      int end = ends[first];
      for (i++; i < size && starts[order[i]] < end; i++) {
        end = Math.max(end, ends[order[i]]);
      }
      result.add(starts[first], end, masks[first]);
    }
    return result;
  }

  /** The text with each span replaced by its mask. */
  String applyTo(String text) {
    if (size == 0) {
      return text;
    }
    Spans merged = merged();
    StringBuilder result = new StringBuilder(text.length());
    int copied = 0;
    for (int i = 0; i < merged.size; i++) {
      result.append(text, copied, merged.starts[i]).append(merged.masks[i]);
      copied = merged.ends[i];
    }
    return result.append(text, copied, text.length()).toString();
  }

  /** Whether the characters from start to end are inside one of the spans. */
  boolean covers(int start, int end) {
    for (int i = 0; i < size; i++) {
      if (starts[i] <= start && end <= ends[i]) {
        return true;
      }
    }
    return false;
  }

  /** The same spans of a template without its placeholders, which stand for other texts. */
  Spans withoutPlaceholders(String template) {
    Spans rest = new Spans();
    for (int i = 0; i < size; i++) {
      int from = starts[i];
      while (from < ends[i]) {
        int placeholder = template.indexOf(PLACEHOLDER, from);
        int to = placeholder < 0 || placeholder + 2 > ends[i] ? ends[i] : placeholder;
        if (to > from) {
          rest.add(from, to, masks[i]);
        }
        from = to == ends[i] ? to : to + 2;
      }
    }
    return rest;
  }
}

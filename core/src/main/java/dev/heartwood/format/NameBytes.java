package dev.heartwood.format;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The finished bytes of names seen lately. A name has one place, chosen by its hash; whoever comes
 * later takes it over. So memory stays bounded whatever an application calls its threads.
 */
final class NameBytes {
  private static final int PLACES = 64; // a power of two
  private static final int MAX_KEPT_CHARS = 256;

  private final BiConsumer<String, Utf8Buffer> writer;
  private final @Nullable String[] names = new String[PLACES];
  private final byte[][] bytes = new byte[PLACES][];

  /**
   * @param writer prints a name; called once for as long as the name keeps its place
   */
  NameBytes(BiConsumer<String, Utf8Buffer> writer) {
    this.writer = writer;
  }

  void append(String name, Utf8Buffer out) {
    int hash = name.hashCode();
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    if (name.equals(names[place])) {
      out.append(bytes[place]);
      return;
    }
    int start = out.length();
    writer.accept(name, out);
    if (name.length() <= MAX_KEPT_CHARS && !out.isFull()) {
      names[place] = name;
      bytes[place] = Arrays.copyOfRange(out.array(), start, out.length());
    }
  }
}

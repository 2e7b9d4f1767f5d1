package dev.heartwood.format;

/**
 * What a pattern encoder does with characters, in logged data, that could forge a line or take over
 * a terminal. The pattern's own literals, colours and line ends are never touched.
 */
public enum Escape {
  /**
   * The default. Control characters (C0, DEL, C1 with U+0085), the line and paragraph separators
   * U+2028 and U+2029, and bidirectional controls (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066
   * to U+2069) are printed as {@code \n}, {@code \r} or <code>&#92;u001B</code> (four upper-case
   * digits). TAB stays. So does the backslash: paths and regular expressions stay readable, and a
   * message that holds a backslash and an n prints like an escaped line feed. Where the text must
   * be taken apart again, use JSON.
   */
  CONTROL,

  /** Data is printed as it is: the bytes are those of Logback's own encoder. */
  NONE;

  Quoting quoting() {
    return this == CONTROL ? Quoting.TEXT : Quoting.RAW;
  }
}

package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.List;

/**
 * Prints events by a pattern in Logback's language, straight into bytes.
 *
 * <p>With {@link Escape#NONE} the output is, byte for byte, that of Logback's {@code
 * PatternLayoutEncoder} in UTF-8; with {@link Escape#CONTROL}, the default, it is so for data
 * without the characters which that option names, and otherwise one message is one line. A
 * throwable adds the lines of its stack trace, each of which begins with TAB, {@code "Caused by: "}
 * or the class of the throwable ({@code "Wrapped by: "} with {@code %rEx}).
 *
 * <p>Words, with their aliases: {@code date d}, {@code micros ms}, {@code nanos ns} (ours), {@code
 * epoch ep}, {@code relative r}, {@code level le p}, {@code thread t}, {@code logger lo c}, {@code
 * message msg m}, {@code class C}, {@code method M}, {@code line L}, {@code file F}, {@code
 * caller{1}}, {@code X mdc}, {@code kvp}, {@code maskedKvp}, {@code marker}, {@code ex exception
 * throwable xEx xException xThrowable}, {@code rEx rootException}, {@code nopex nopexception},
 * {@code contextName cn}, {@code property}, {@code lsn}, {@code n}, the colours, {@code highlight},
 * {@code prefix} and {@code replace}. Packaging data is not printed: {@code xEx} is {@code ex}.
 *
 * <p>{@code %replace} sees the text after escaping. Its expression is the pattern author's and runs
 * on {@code java.util.regex}: one that backtracks without bound takes that long.
 *
 * <p><b>Threads:</b> used by one thread at a time. <b>Errors:</b> an event that cannot be printed
 * leaves one line that names the failure; nothing is thrown for it.
 */
public final class PatternEncoder implements Encoder {
  private final PatternConfig config;
  private final Segment[] segments;
  private final boolean needsCaller;

  private PatternEncoder(PatternConfig config) {
    List<PatternNode> nodes = PatternParser.parse(config.pattern());
    this.config = config;
    this.segments = new PatternCompiler(config).compile(nodes).toArray(Segment[]::new);
    this.needsCaller = PatternCompiler.needsCaller(nodes);
  }

  /**
   * The encoder for a pattern, with every other option at its default.
   *
   * @throws IllegalArgumentException as {@link #compile(PatternConfig)}
   */
  public static PatternEncoder compile(String pattern) {
    return compile(PatternConfig.of(pattern));
  }

  /**
   * The encoder for a pattern.
   *
   * @throws IllegalArgumentException as {@link #compile(PatternConfig)}
   */
  public static PatternEncoder compile(String pattern, Escape escape) {
    return compile(PatternConfig.of(pattern).withEscape(escape));
  }

  /**
   * The encoder for a pattern.
   *
   * @throws IllegalArgumentException naming the word, option or character that is not understood;
   *     Logback would print an error mark in every line or drop part of the pattern
   */
  public static PatternEncoder compile(PatternConfig config) {
    return new PatternEncoder(config);
  }

  /**
   * Every conversion word that the pattern uses, known or not, in the order of the pattern; for
   * adapters that must know whether somebody else has redefined one.
   *
   * @throws IllegalArgumentException if the pattern cannot be taken apart
   */
  public static List<PatternWord> words(String pattern) {
    return PatternCompiler.words(PatternParser.parse(pattern)).stream()
        .map(PatternNode.Word::word)
        .toList();
  }

  /**
   * The words of the pattern that no encoder of this class knows.
   *
   * @throws IllegalArgumentException if the pattern cannot be taken apart
   */
  public static List<String> unknownWords(String pattern) {
    return words(pattern).stream()
        .map(PatternWord::name)
        .filter(name -> !PatternCompiler.isWord(name))
        .distinct()
        .toList();
  }

  @Override
  public void encode(LogEvent event, Utf8Buffer out) {
    int start = out.length();
    try {
      for (Segment segment : segments) {
        segment.write(event, out);
      }
    } catch (RuntimeException | StackOverflowError e) {
      out.truncate(start);
      out.append("[FAILED encode: " + e.getClass().getName() + "]");
      out.append(config.lineEnd());
    }
  }

  @Override
  public void encodeHeader(Utf8Buffer out) {
    if (config.patternAsHeader()) {
      out.append("#logback.classic pattern: " + config.pattern() + config.lineEnd());
    }
  }

  @Override
  public boolean needsCaller() {
    return needsCaller;
  }

  @Override
  public String toString() {
    return "PatternEncoder[" + config.pattern() + "]";
  }
}

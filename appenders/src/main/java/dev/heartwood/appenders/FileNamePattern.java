package dev.heartwood.appenders;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of rolled files, in Logback's notation.
 *
 * <table>
 * <caption>Words</caption>
 * <tr><td>{@code %d}<td>the period's date as {@code yyyy-MM-dd}
 * <tr><td>{@code %d{pattern, zone}}<td>the date in a pattern of {@link
 *     java.time.format.DateTimeFormatter} and a zone; by default the zone of the machine
 * <tr><td>{@code %d{pattern, aux}}<td>a further date that does not decide the period; the first date
 *     without {@code aux} does
 * <tr><td>{@code %i}, {@code %3i}<td>the index of a file, padded with zeros to a width
 * </table>
 *
 * <p>A name that ends in {@code .gz} or {@code .zip} is packed so. A backslash means a slash. The
 * finest unit in the deciding date is the period: milliseconds, seconds, minutes, hours, days,
 * weeks or months.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class FileNamePattern {
  private static final char ANY_INDEX = '*';

  private final String text;
  private final List<NameToken> tokens;
  private final Pattern regex;
  private final @Nullable RollingPeriod period;

  private FileNamePattern(String text) {
    this.text = text;
    this.tokens = NameTokens.parse(text);
    if (tokens.stream().filter(NameToken.Index.class::isInstance).count() > 1) {
      throw new IllegalArgumentException(
          "fileNamePattern must have at most one %i, was [" + text + "]");
    }
    this.regex = regexOf(tokens);
    NameToken.Date date = primaryDate(text, tokens);
    this.period = date == null ? null : RollingPeriod.of(date);
  }

  /**
   * @throws IllegalArgumentException with value and rule, if the pattern has no meaning
   */
  public static FileNamePattern parse(String text) {
    Objects.requireNonNull(text, "fileNamePattern");
    String slashed = text.strip().replace('\\', '/');
    if (slashed.isEmpty()) {
      throw new IllegalArgumentException("fileNamePattern must not be empty");
    }
    if (slashed.endsWith(".xz")) {
      throw new IllegalArgumentException(
          "fileNamePattern must end in .gz, .zip or neither, was [" + slashed + "]");
    }
    return new FileNamePattern(slashed);
  }

  /** The pattern as written, with slashes. */
  public String text() {
    return text;
  }

  public Compression compression() {
    return Compression.of(text);
  }

  public boolean hasDate() {
    return period != null;
  }

  public boolean hasIndex() {
    return tokens.stream().anyMatch(NameToken.Index.class::isInstance);
  }

  /** The name of the file with this index in the period that holds this instant. */
  public String format(Instant instant, int index) {
    StringBuilder name = new StringBuilder();
    for (NameToken token : tokens) {
      token.append(name, instant, index);
    }
    return name.toString();
  }

  /** Whether a file of this name could be one of ours. */
  public boolean matches(String name) {
    return regex.matcher(name.replace('\\', '/')).matches();
  }

  /** The names that files have before they are packed. */
  FileNamePattern uncompressed() {
    Compression compression = compression();
    return compression == Compression.NONE
        ? this
        : new FileNamePattern(text.substring(0, text.length() - compression.suffix().length()));
  }

  /** The period of a pattern that {@link #hasDate}. */
  RollingPeriod period() {
    return Objects.requireNonNull(period, "a pattern without a date has no period");
  }

  /** The index in a name of ours; -1 if the name is not of this pattern, or has no index. */
  int indexOf(String name) {
    Matcher matcher = regex.matcher(name);
    if (!hasIndex() || !matcher.matches()) {
      return -1;
    }
    try {
      return Integer.parseInt(matcher.group(NameToken.Index.GROUP));
    } catch (NumberFormatException e) {
      return -1; // digits that no index of ours has
    }
  }

  /** What the names of all files of one period have in common. */
  String periodKey(Instant instant) {
    StringBuilder key = new StringBuilder();
    for (NameToken token : tokens) {
      if (token instanceof NameToken.Index) {
        key.append(ANY_INDEX);
      } else {
        token.append(key, instant, 0);
      }
    }
    return key.toString();
  }

  /** As {@link #periodKey(Instant)}, from a name that {@link #matches}. */
  String periodKey(String name) {
    Matcher matcher = regex.matcher(name);
    if (!hasIndex() || !matcher.matches()) {
      return name;
    }
    return name.substring(0, matcher.start(NameToken.Index.GROUP))
        + ANY_INDEX
        + name.substring(matcher.end(NameToken.Index.GROUP));
  }

  /** The part of the pattern before its first word, up to and including the last slash in it. */
  String fixedDirectory() {
    String start = tokens.get(0) instanceof NameToken.Literal literal ? literal.text() : "";
    return start.substring(0, start.lastIndexOf('/') + 1);
  }

  /** How many directories names of this pattern lie below {@link #fixedDirectory}. */
  int directoryDepth() {
    String beyond = format(Instant.EPOCH, 0).substring(fixedDirectory().length());
    return (int) beyond.chars().filter(c -> c == '/').count();
  }

  private static Pattern regexOf(List<NameToken> tokens) {
    StringBuilder regex = new StringBuilder();
    for (NameToken token : tokens) {
      token.appendRegex(regex);
    }
    return Pattern.compile(regex.toString());
  }

  private static NameToken.@Nullable Date primaryDate(String text, List<NameToken> tokens) {
    boolean anyDate = false;
    for (NameToken token : tokens) {
      if (token instanceof NameToken.Date date) {
        if (!date.auxiliary()) {
          return date;
        }
        anyDate = true;
      }
    }
    if (anyDate) {
      throw new IllegalArgumentException(
          "fileNamePattern must have a %d without aux, which decides the period, was ["
              + text
              + "]");
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileNamePattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}

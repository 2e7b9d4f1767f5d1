package dev.heartwood.service.query;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody typed into a search box:
 *
 * <pre>
 * query   = every { "OR" every }
 * every   = part { [ "AND" ] part }        AND and a gap are the same, and bind more tightly than OR
 * part    = [ "NOT" ] ( "(" query ")" | word | "phrase" | field operator value )
 * field   = service_name | level | logger | ... | message | timestamp | metadata.NAME
 * operator= ":" | "=" | "&gt;" | "&gt;=" | "&lt;" | "&lt;="
 * </pre>
 *
 * Text that is no such query is searched for as it is.
 *
 * <p>{@code *} stands for nothing but itself, and {@code -} before a word leaves nothing out.
 *
 * @param plainBecause why the text was taken as plain text; null if it was understood
 * @param hint what in an understood text does not mean what it may be meant to mean; null if
 *     nothing does
 */
public record TextQuery(Condition condition, @Nullable String plainBecause, @Nullable String hint) {
  public static final int MAX_LENGTH = 4096;
  public static final int MAX_PARTS = 256;
  public static final int MAX_DEPTH = 32;

  public TextQuery {
    Objects.requireNonNull(condition, "condition");
  }

  /**
   * Never fails for what it says, only for its size.
   *
   * @throws IllegalArgumentException if the text is empty or too large
   */
  public static TextQuery parse(String text) {
    if (text.isBlank() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "must be 1 to " + MAX_LENGTH + " characters long, was " + text.length());
    }
    try {
      TextParser parser = new TextParser(text);
      return new TextQuery(parser.parse(), null, parser.hint());
    } catch (TextParser.NotAQuery e) {
      return new TextQuery(plain(text.strip()), e.getMessage(), null);
    }
  }

  /** The words of a text one after the other, or the text itself if it has none. */
  static Condition plain(String text) {
    List<String> words = Words.of(text);
    return words.isEmpty() ? new Condition.Contains(text) : new Condition.Phrase(words);
  }
}

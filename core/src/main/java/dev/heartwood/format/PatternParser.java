package dev.heartwood.format;

import dev.heartwood.format.PatternNode.Literal;
import dev.heartwood.format.PatternNode.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads Logback's pattern language, by recursive descent:
 *
 * <pre>
 * sequence   = { literal | '%' conversion }
 * conversion = [ modifier ] ( word | [ word ] '(' sequence ')' ) [ '{' options '}' ]
 * options    = option { ',' option }        option = raw text | '...' | "..."
 * </pre>
 *
 * Two oddities are Logback's and kept: a percent sign right behind a closing parenthesis is a
 * literal, and a quoted option keeps the backslash that protects a quote. A closing parenthesis
 * without its opening one, where Logback drops the rest of the pattern, is refused.
 */
final class PatternParser {
  private static final char END = (char) -1;

  private final String pattern;
  private int position;

  private PatternParser(String pattern) {
    this.pattern = pattern;
  }

  /**
   * @throws IllegalArgumentException naming the pattern and what is wrong with it
   */
  static List<PatternNode> parse(String pattern) {
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException("pattern must not be empty");
    }
    PatternParser parser = new PatternParser(pattern);
    List<PatternNode> nodes = parser.sequence();
    if (parser.position < pattern.length()) {
      throw parser.error("')' has no '(' before it");
    }
    return nodes;
  }

  /** Reads up to the end or up to a closing parenthesis, which it leaves. */
  private List<PatternNode> sequence() {
    List<PatternNode> nodes = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    while (position < pattern.length() && peek() != ')') {
      char c = pattern.charAt(position++);
      if (c == '%') {
        addLiteral(nodes, literal);
        nodes.add(conversion(literal));
      } else if (c == '\\') {
        escape("%()", literal);
      } else {
        literal.append(c);
      }
    }
    addLiteral(nodes, literal);
    return nodes;
  }

  private static void addLiteral(List<PatternNode> nodes, StringBuilder literal) {
    if (!literal.isEmpty()) {
      nodes.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  /** Reads what follows a percent sign; {@code after} gets what can only be a literal behind it. */
  private PatternNode conversion(StringBuilder after) {
    Width width = modifier();
    int start = position;
    while (position < pattern.length() && Character.isJavaIdentifierPart(peek())) {
      position++;
    }
    String name = start == position ? Word.GROUP : pattern.substring(start, position);
    if (peek() != '(') {
      return new Word(new PatternWord(name, options()), width, null);
    }
    position++;
    List<PatternNode> children = sequence();
    if (position == pattern.length()) {
      throw error("'(' has no ')' behind it");
    }
    position++;
    Word word = new Word(new PatternWord(name, options()), width, children);
    if (pattern.charAt(position - 1) == ')') {
      behindParenthesis(after);
    }
    return word;
  }

  private @Nullable Width modifier() {
    int start = position;
    while (peek() != '(' && !Character.isJavaIdentifierStart(peek())) {
      position++;
      if (position >= pattern.length()) {
        throw error("'%' has no conversion word behind it");
      }
    }
    return start == position ? null : Width.parse(pattern.substring(start, position));
  }

  private void behindParenthesis(StringBuilder after) {
    if (peek() == '%') {
      position++;
      after.append('%');
    } else if (peek() == '\\') {
      position++;
      escape("%{}", after);
    }
  }

  private List<String> options() {
    if (peek() != '{') {
      return List.of();
    }
    position++;
    List<String> options = new ArrayList<>();
    while (true) {
      char c = option();
      if (c == '}') {
        position++;
        return options;
      } else if (c == '\'' || c == '"') {
        options.add(quoted());
      } else if (c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        position++;
      } else {
        options.add(raw());
      }
    }
  }

  private String raw() {
    int start = position;
    while (option() != ',' && option() != '}') {
      position++;
    }
    return pattern.substring(start, position).trim();
  }

  private String quoted() {
    char quote = pattern.charAt(position++);
    int start = position;
    while (option() != quote) {
      position += option() == '\\' ? 2 : 1;
    }
    return pattern.substring(start, position++);
  }

  private char option() {
    if (position >= pattern.length()) {
      throw error("'{' has no '}' behind it");
    }
    return pattern.charAt(position);
  }

  /** Reads the character behind a backslash; a backslash at the very end is dropped. */
  private void escape(String escapable, StringBuilder literal) {
    if (position == pattern.length()) {
      return;
    }
    char c = pattern.charAt(position++);
    switch (c) {
      case '_' -> {} // separates a word from letters behind it, prints nothing
      case '\\' -> literal.append('\\');
      case 't' -> literal.append('\t');
      case 'r' -> literal.append('\r');
      case 'n' -> literal.append('\n');
      default -> {
        if (escapable.indexOf(c) < 0) {
          throw error(
              "'\\" + c + "' is not an escape: use \\\\ \\_ \\t \\r \\n or one of " + escapable);
        }
        literal.append(c);
      }
    }
  }

  private char peek() {
    return position < pattern.length() ? pattern.charAt(position) : END;
  }

  private IllegalArgumentException error(String problem) {
    return new IllegalArgumentException(
        problem + " at character " + position + " of pattern [" + pattern + "]");
  }
}

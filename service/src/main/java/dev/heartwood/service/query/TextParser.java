package dev.heartwood.service.query;

import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition.Operator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the syntax of {@link TextQuery}, from left to right; for one text, once. */
final class TextParser {
  private static final int MAX_NUMBER_LENGTH = 100;

  private final String text;
  private int at;
  private int depth;
  private int parts;
  private @Nullable String hint;

  TextParser(String text) {
    this.text = text;
  }

  /** A text that is no query, and why. */
  static final class NotAQuery extends Exception {
    private static final long serialVersionUID = 1;

    NotAQuery(String why) {
      super(why, null, false, false);
    }
  }

  Condition parse() throws NotAQuery {
    Condition all = any();
    if (at < text.length()) {
      throw new NotAQuery("a ) without its ( at character " + (at + 1));
    }
    return all;
  }

  /** Of what was parsed, the first that means nothing special, though elsewhere it does. */
  @Nullable String hint() {
    return hint;
  }

  private void hint(String word) {
    if (hint == null && word.indexOf('*') >= 0) {
      hint = word + ": * stands for nothing else; words and values are searched for whole";
    } else if (hint == null && isLeftOut(word)) {
      hint = word + ": - leaves nothing out; NOT " + word.substring(1) + " does";
    }
  }

  private static boolean isLeftOut(String word) {
    return word.length() > 1 && word.charAt(0) == '-' && Character.isLetter(word.charAt(1));
  }

  /** Up to the end or a closing parenthesis. */
  private Condition any() throws NotAQuery {
    List<Condition> found = new ArrayList<>();
    do {
      found.add(every());
    } while (takeWord("OR"));
    return found.size() == 1 ? found.get(0) : new Condition.Or(found);
  }

  private Condition every() throws NotAQuery {
    List<Condition> found = new ArrayList<>();
    do {
      found.add(part());
    } while (takeWord("AND") || !(atEnd() || isAt("OR")));
    return Condition.and(found);
  }

  private Condition part() throws NotAQuery {
    if (atEnd()) {
      throw new NotAQuery("something is missing at character " + (at + 1));
    }
    if (++parts > TextQuery.MAX_PARTS) {
      throw new IllegalArgumentException("must have at most " + TextQuery.MAX_PARTS + " parts");
    }
    if (takeWord("NOT")) {
      enter();
      Condition inner = part();
      depth--;
      return new Condition.Not(inner);
    }
    if (text.charAt(at) == '(') {
      at++;
      enter();
      Condition inner = any();
      depth--;
      if (at == text.length()) {
        throw new NotAQuery("a ( without its )");
      }
      at++;
      return inner;
    }
    return text.charAt(at) == '"' ? TextQuery.plain(quoted()) : term();
  }

  private void enter() {
    if (++depth > TextQuery.MAX_DEPTH) {
      throw new IllegalArgumentException("must be nested at most " + TextQuery.MAX_DEPTH + " deep");
    }
  }

  private Condition term() throws NotAQuery {
    int start = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    String name = text.substring(start, at);
    String operator = name.isEmpty() || !Character.isLetter(name.charAt(0)) ? null : operator();
    if (operator == null) {
      word();
      String word = text.substring(start, at);
      if (isKeyword(word)) {
        throw new NotAQuery(word + " stands alone");
      }
      hint(word);
      return TextQuery.plain(word);
    }
    boolean quoted = at < text.length() && text.charAt(at) == '"';
    String value = quoted ? quoted() : word();
    if (value.isEmpty()) {
      throw new NotAQuery("nothing stands behind " + name + operator);
    }
    if (!quoted && value.indexOf('*') >= 0) {
      hint(value);
    }
    return field(name, operator, value);
  }

  private @Nullable String operator() {
    for (String operator : List.of(">=", "<=", ">", "<", ":", "=")) {
      if (text.startsWith(operator, at)) {
        at += operator.length();
        return operator.equals("=") ? ":" : operator;
      }
    }
    return null;
  }

  private static Condition field(String name, String operator, String value) throws NotAQuery {
    String lower = name.toLowerCase(Locale.ROOT);
    try {
      switch (lower) {
        case "level":
          return level(operator, value);
        case "timestamp", "time":
          return time(name, operator, value);
        case "message":
          return operator.equals(":") ? TextQuery.plain(value) : notComparable(name);
        default:
          return named(name, operator, value);
      }
    } catch (IllegalArgumentException e) {
      throw new NotAQuery(name + " " + e.getMessage());
    }
  }

  private static Condition named(String name, String operator, String value) throws NotAQuery {
    Field field = Field.named(name);
    if (field == null) {
      throw new NotAQuery("there is no field " + name + "; your own are metadata." + name);
    }
    if (operator.equals(":")) {
      return new Condition.Is(field, value);
    }
    return field.isMetadata()
        ? new Condition.Compare(field, comparison(operator), number(value))
        : notComparable(name);
  }

  private static Condition level(String operator, String value) {
    Severity level =
        Severity.named(value)
            .orElseThrow(() -> new IllegalArgumentException("must be a level, was " + value));
    int place = level.ordinal();
    Severity[] all = Severity.values();
    Severity last = all[all.length - 1];
    return switch (operator) {
      case ">=" -> new Condition.Grave(level, last);
      case "<=" -> new Condition.Grave(Severity.TRACE, level);
      case ">" -> level == last ? nothing() : new Condition.Grave(all[place + 1], last);
      case "<" -> place == 0 ? nothing() : new Condition.Grave(Severity.TRACE, all[place - 1]);
      default -> new Condition.Grave(level, level);
    };
  }

  private static Condition nothing() {
    return new Condition.Or(List.of());
  }

  private static Condition time(String name, String operator, String value) throws NotAQuery {
    var time = Times.parse(value);
    return switch (operator) {
      case ">=" -> new Condition.During(time, null);
      case ">" -> new Condition.During(time.plusNanos(1), null);
      case "<=" -> new Condition.During(null, time.plusNanos(1));
      case "<" -> new Condition.During(null, time);
      default -> throw new NotAQuery(name + " is compared by > >= < or <=");
    };
  }

  private static Condition notComparable(String name) throws NotAQuery {
    throw new NotAQuery(name + " cannot be compared by > or <; level, timestamp, metadata can");
  }

  private static Operator comparison(String operator) {
    return switch (operator) {
      case ">=" -> Operator.AT_LEAST;
      case "<=" -> Operator.AT_MOST;
      case ">" -> Operator.MORE;
      default -> Operator.LESS;
    };
  }

  private static BigDecimal number(String value) {
    if (value.length() <= MAX_NUMBER_LENGTH) {
      try {
        return new BigDecimal(value);
      } catch (NumberFormatException e) {
        // told below
      }
    }
    throw new IllegalArgumentException("is compared with a number, was " + value);
  }

  /** Up to a blank or a parenthesis. */
  private String word() {
    int start = at;
    while (at < text.length() && !isEnd(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted() throws NotAQuery {
    StringBuilder inner = new StringBuilder();
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        at = i + 1;
        if (inner.toString().isBlank()) {
          throw new NotAQuery("nothing stands between two quotation marks");
        }
        return inner.toString();
      }
      if (c == '\\' && i + 1 < text.length()) {
        c = text.charAt(++i);
      }
      inner.append(c);
    }
    throw new NotAQuery("a quotation mark without its other");
  }

  private boolean takeWord(String word) {
    boolean there = !atEnd() && isAt(word);
    at += there ? word.length() : 0;
    return there;
  }

  private boolean isAt(String word) {
    int end = at + word.length();
    return text.startsWith(word, at) && (end == text.length() || isEnd(text.charAt(end)));
  }

  /** At the end or a closing parenthesis, behind blanks. */
  private boolean atEnd() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at == text.length() || text.charAt(at) == ')';
  }

  private static boolean isKeyword(String word) {
    return word.equals("AND") || word.equals("OR") || word.equals("NOT");
  }

  private static boolean isEnd(char c) {
    return Character.isWhitespace(c) || c == '(' || c == ')' || c == '"';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '@';
  }
}

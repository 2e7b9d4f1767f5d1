package dev.heartwood.format;

import static java.util.function.UnaryOperator.identity;

import dev.heartwood.LogEvent;
import dev.heartwood.format.PatternNode.Literal;
import dev.heartwood.format.PatternNode.Word;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Turns a parsed pattern into segments. Every option is checked here, once. */
final class PatternCompiler {
  private static final String NOT_AVAILABLE = "?";
  private static final String NAMED_PREFIX = "prefix";
  private static final String REPLACE = "replace";

  /** Each word with the name it shares with its aliases. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("d", "date"),
          Map.entry("date", "date"),
          Map.entry("ms", "micros"),
          Map.entry("micros", "micros"),
          Map.entry("ns", "nanos"),
          Map.entry("nanos", "nanos"),
          Map.entry("ep", "epoch"),
          Map.entry("epoch", "epoch"),
          Map.entry("r", "relative"),
          Map.entry("relative", "relative"),
          Map.entry("p", "level"),
          Map.entry("le", "level"),
          Map.entry("level", "level"),
          Map.entry("t", "thread"),
          Map.entry("thread", "thread"),
          Map.entry("c", "logger"),
          Map.entry("lo", "logger"),
          Map.entry("logger", "logger"),
          Map.entry("m", "message"),
          Map.entry("msg", "message"),
          Map.entry("message", "message"),
          Map.entry("C", "class"),
          Map.entry("class", "class"),
          Map.entry("M", "method"),
          Map.entry("method", "method"),
          Map.entry("L", "line"),
          Map.entry("line", "line"),
          Map.entry("F", "file"),
          Map.entry("file", "file"),
          Map.entry("caller", "caller"),
          Map.entry("X", "mdc"),
          Map.entry("mdc", "mdc"),
          Map.entry("kvp", "kvp"),
          Map.entry("maskedKvp", "maskedKvp"),
          Map.entry("marker", "marker"),
          Map.entry("ex", "exception"),
          Map.entry("exception", "exception"),
          Map.entry("throwable", "exception"),
          Map.entry("xEx", "exception"),
          Map.entry("xException", "exception"),
          Map.entry("xThrowable", "exception"),
          Map.entry("rEx", "rootException"),
          Map.entry("rootException", "rootException"),
          Map.entry("nopex", "nopexception"),
          Map.entry("nopexception", "nopexception"),
          Map.entry("cn", "contextName"),
          Map.entry("contextName", "contextName"),
          Map.entry("property", "property"),
          Map.entry("lsn", "lsn"),
          Map.entry("n", "n"));

  private static final Set<String> NEED_CALLER =
      Set.of("class", "method", "line", "file", "caller");

  private static final Set<String> THROWABLE_WORDS =
      Set.of("exception", "rootException", "nopexception");

  /** What {@code %prefix} puts no name before; the MDC and properties go by their keys. */
  private static final Set<String> UNNAMED =
      Set.of("mdc", "property", "n", "exception", "rootException", "nopexception", "nanos");

  private final PatternConfig config;
  private final Quoting quoting;

  PatternCompiler(PatternConfig config) {
    this.config = config;
    this.quoting = config.escape().quoting();
  }

  static boolean isWord(String name) {
    return WORDS.containsKey(name) || isComposite(name);
  }

  private static boolean isComposite(String name) {
    return name.equals(Word.GROUP)
        || name.equals(REPLACE)
        || name.equals(NAMED_PREFIX)
        || ColourSegment.isColour(name);
  }

  static List<Word> words(List<PatternNode> nodes) {
    List<Word> words = new ArrayList<>();
    for (PatternNode node : nodes) {
      if (node instanceof Word word) {
        words.add(word);
        if (word.children() != null) {
          words.addAll(words(word.children()));
        }
      }
    }
    return words;
  }

  static boolean needsCaller(List<PatternNode> nodes) {
    return words(nodes).stream().anyMatch(word -> NEED_CALLER.contains(kind(word)));
  }

  private static String kind(Word word) {
    return WORDS.getOrDefault(word.name(), word.name());
  }

  /** The whole pattern; a stack trace is added behind one that says nothing of throwables. */
  List<Segment> compile(List<PatternNode> nodes) {
    List<Segment> segments = new ArrayList<>();
    for (PatternNode node : nodes) {
      segments.add(segment(node));
    }
    if (words(nodes).stream().noneMatch(word -> THROWABLE_WORDS.contains(kind(word)))) {
      segments.add(throwable(List.of(), false));
    }
    return folded(segments);
  }

  /** Joins neighbours that depend on level, logger and thread only, literals included, into one. */
  private static List<Segment> folded(List<Segment> segments) {
    List<Segment> folded = new ArrayList<>();
    List<Segment> run = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.dependsOnNamesOnly()) {
        run.add(segment);
      } else {
        endRun(run, folded);
        folded.add(segment);
      }
    }
    endRun(run, folded);
    return withPrefixes(folded);
  }

  /** Joins a date and the names beside it. */
  private static List<Segment> withPrefixes(List<Segment> folded) {
    List<Segment> joined = new ArrayList<>();
    for (Segment segment : folded) {
      Segment last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last instanceof DateSegment && segment instanceof NamesSegment
          || last instanceof NamesSegment && segment instanceof DateSegment) {
        joined.set(joined.size() - 1, new PrefixSegment(List.of(last, segment)));
      } else {
        joined.add(segment);
      }
    }
    return joined;
  }

  private static void endRun(List<Segment> run, List<Segment> folded) {
    if (run.size() > 1) {
      boolean levelOnly = run.stream().allMatch(Segment::dependsOnLevelOnly);
      folded.add(levelOnly ? new LevelSegment(run) : new NamesSegment(run));
    } else {
      folded.addAll(run);
    }
    run.clear();
  }

  private Segment segment(PatternNode node) {
    if (node instanceof Literal literal) {
      return new LiteralSegment(literal.text());
    }
    Word word = (Word) node;
    Width width = word.width();
    if (isComposite(word.name())) {
      return padded(composite(word), width);
    }
    if (!WORDS.containsKey(word.name())) {
      throw new IllegalArgumentException("unknown conversion word [%" + word.name() + "]");
    }
    if (word.children() != null) {
      throw new IllegalArgumentException(
          "conversion word [%" + word.name() + "] takes no parentheses");
    }
    return switch (kind(word)) {
      case "thread" -> {
        atMost(0, word);
        yield new NameSegment(false, LogEvent::threadName, identity(), quoting, width);
      }
      case "logger" ->
          new NameSegment(
              false, LogEvent::loggerName, NameAbbreviation.to(targetLength(word)), quoting, width);
      case "class" ->
          new NameSegment(
              true,
              ofCaller(StackTraceElement::getClassName),
              NameAbbreviation.to(targetLength(word)),
              quoting,
              width);
      default -> padded(simple(word), width);
    };
  }

  private static Segment padded(Segment segment, @Nullable Width width) {
    return width == null ? segment : new WidthSegment(segment, width);
  }

  private Segment simple(Word word) {
    List<String> options = word.options();
    String kind = kind(word);
    return switch (kind) {
      case "date" -> date(word);
      case "epoch" -> epoch(word);
      case "mdc" -> mdc(word);
      case "kvp" -> {
        atMost(1, word);
        yield new KeyValuesSegment(options.isEmpty() ? "\"" : quote(word), Set.of(), quoting);
      }
      case "maskedKvp" -> maskedKeyValues(options);
      case "exception", "rootException" -> throwable(options, kind.equals("rootException"));
      case "property" -> property(word);
      case "caller" -> caller(word);
      default -> {
        atMost(0, word);
        yield plain(kind);
      }
    };
  }

  /** The words without options. */
  private Segment plain(String kind) {
    return switch (kind) {
      case "level" -> new LevelSegment();
      case "message" -> new MessageSegment(quoting);
      case "marker" -> new MarkerSegment(quoting);
      case "micros" -> new NumberSegment(3, event -> fraction(event) / 1_000 % 1_000);
      case "nanos" -> new NumberSegment(3, event -> fraction(event) % 1_000);
      case "relative" -> relative();
      case "lsn" -> localSequence();
      case "method" -> new TextSegment(ofCaller(StackTraceElement::getMethodName), quoting);
      case "file" -> new TextSegment(ofCaller(StackTraceElement::getFileName), quoting);
      case "line" ->
          new TextSegment(ofCaller(caller -> Integer.toString(caller.getLineNumber())), quoting);
      case "contextName" -> new TextSegment(event -> config.contextName(), quoting);
      case "n" -> new LiteralSegment(config.lineEnd());
      default -> new LiteralSegment(""); // nopexception
    };
  }

  private static long fraction(LogEvent event) {
    return Math.floorMod(event.epochNanos(), 1_000_000_000L);
  }

  private static long epochMillis(LogEvent event) {
    return Math.floorDiv(event.epochNanos(), 1_000_000L);
  }

  private static Function<LogEvent, @Nullable String> ofCaller(
      Function<StackTraceElement, @Nullable String> part) {
    return event -> {
      StackTraceElement caller = event.caller();
      return caller == null ? NOT_AVAILABLE : part.apply(caller);
    };
  }

  private Segment relative() {
    long start = config.startTime().toEpochMilli();
    return new NumberSegment(0, event -> epochMillis(event) - start);
  }

  private static Segment localSequence() {
    AtomicLong next = new AtomicLong(Instant.now().toEpochMilli());
    return new NumberSegment(0, event -> next.getAndIncrement());
  }

  private Segment date(Word word) {
    atMost(3, word);
    List<String> options = word.options();
    String pattern = options.isEmpty() ? "ISO8601" : options.get(0);
    ZoneId zone = options.size() > 1 ? zone(options.get(1)) : config.zone();
    Locale locale = options.size() > 2 ? Locale.forLanguageTag(options.get(2)) : config.locale();
    return switch (pattern) {
      case "ISO8601" -> new DateSegment(DateSegment.ISO8601, zone, locale);
      case "STRICT" -> new DateSegment(DateSegment.STRICT, zone, locale);
      default -> new DateSegment(pattern, zone, locale);
    };
  }

  private static ZoneId zone(String id) {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("time zone [" + id + "] is unknown", e);
    }
  }

  private static Segment epoch(Word word) {
    atMost(1, word);
    String unit = word.options().isEmpty() ? "millis" : word.options().get(0);
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "millis" -> new NumberSegment(0, PatternCompiler::epochMillis);
      case "seconds" -> new NumberSegment(0, event -> epochMillis(event) / 1_000);
      default -> throw wrongOption(word, unit, "millis or seconds");
    };
  }

  private Segment mdc(Word word) {
    atMost(1, word);
    if (word.options().isEmpty()) {
      return new MdcSegment(null, "", quoting);
    }
    String option = word.options().get(0);
    int separator = option.indexOf(":-");
    return separator < 0
        ? new MdcSegment(option, "", quoting)
        : new MdcSegment(option.substring(0, separator), option.substring(separator + 2), quoting);
  }

  private static String quote(Word word) {
    String name = word.options().get(0);
    String quote = quoteNamed(name);
    if (quote == null) {
      throw wrongOption(word, name, "DOUBLE, SINGLE or NONE");
    }
    return quote;
  }

  private static @Nullable String quoteNamed(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "DOUBLE" -> "\"";
      case "SINGLE" -> "'";
      case "NONE" -> "";
      default -> null;
    };
  }

  private Segment maskedKeyValues(List<String> options) {
    String quote = options.isEmpty() ? null : quoteNamed(options.get(0));
    return quote == null
        ? new KeyValuesSegment("\"", Set.copyOf(options), quoting)
        : new KeyValuesSegment(quote, Set.copyOf(options.subList(1, options.size())), quoting);
  }

  private Segment throwable(List<String> options, boolean rootFirst) {
    int depth = options.isEmpty() ? StackTrace.FULL : depth(options.get(0));
    List<String> ignored = options.isEmpty() ? List.of() : options.subList(1, options.size());
    return new ThrowableSegment(
        new StackTrace(depth, ignored, rootFirst, quoting, config.lineEnd()));
  }

  private static int depth(String option) {
    return switch (option.toLowerCase(Locale.ROOT)) {
      case "full" -> StackTrace.FULL;
      case "short" -> 1;
      default -> integer(option, "depth of a stack trace must be full, short or a number");
    };
  }

  private Segment property(Word word) {
    if (word.options().size() != 1) {
      throw new IllegalArgumentException(
          "conversion word [%property] needs one option, its key; it had " + word.options());
    }
    String key = word.options().get(0);
    return new TextSegment(
        event -> {
          String value = config.properties().apply(key);
          return value == null ? System.getProperty(key) : value;
        },
        quoting);
  }

  /** One frame is all that an event carries of its caller, so a deeper one is refused. */
  private Segment caller(Word word) {
    List<String> options = word.options();
    if (options.size() != 1 || !options.get(0).equals("1") && !options.get(0).equals("0..1")) {
      throw new IllegalArgumentException(
          "conversion word [%"
              + word.name()
              + "] knows the place of the call only: write %caller{1}; it had "
              + options);
    }
    return new CallerSegment(quoting, config.lineEnd());
  }

  private Segment composite(Word word) {
    List<PatternNode> children = word.children() == null ? List.of() : word.children();
    if (word.name().equals(REPLACE)) {
      return replace(word, group(children));
    }
    atMost(0, word);
    if (word.name().equals(NAMED_PREFIX)) {
      return named(children);
    }
    if (word.name().equals(Word.GROUP)) {
      return group(children);
    }
    List<Segment> coloured = new ArrayList<>();
    coloured.add(new ColourSegment(word.name()));
    children.forEach(child -> coloured.add(segment(child)));
    coloured.add(ColourSegment.OFF);
    return new GroupSegment(folded(coloured));
  }

  private Segment group(List<PatternNode> children) {
    return new GroupSegment(folded(children.stream().map(this::segment).toList()));
  }

  private static Segment replace(Word word, Segment segment) {
    List<String> options = word.options();
    if (options.size() != 2) {
      throw new IllegalArgumentException(
          "conversion word [%replace] needs two options, expression and replacement; it had "
              + options);
    }
    try {
      return new ReplaceSegment(segment, Pattern.compile(options.get(0)), options.get(1));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "regular expression [" + options.get(0) + "] cannot be used: " + e.getMessage(), e);
    }
  }

  /** {@code %prefix(..)}: every word directly inside as {@code name=value}, without its width. */
  private Segment named(List<PatternNode> children) {
    List<Segment> segments = new ArrayList<>();
    for (PatternNode child : children) {
      if (child instanceof Word word) {
        String name = prefixName(word);
        if (name != null) {
          segments.add(new LiteralSegment(name + "="));
        }
        segments.add(segment(new Word(word.word(), null, word.children())));
      } else {
        segments.add(segment(child));
      }
    }
    return new GroupSegment(folded(segments));
  }

  private static @Nullable String prefixName(Word word) {
    String kind = kind(word);
    if (kind.equals("mdc")) {
      return word.options().isEmpty() ? null : word.options().get(0).split(":-", 2)[0];
    }
    if (kind.equals("property")) {
      return word.options().get(0);
    }
    return isComposite(word.name()) || UNNAMED.contains(kind) ? null : kind;
  }

  private static int targetLength(Word word) {
    atMost(1, word);
    return word.options().isEmpty()
        ? -1
        : integer(word.options().get(0), "length of a name must be a number");
  }

  private static int integer(String digits, String rule) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(rule + ", was [" + digits + "]", e);
    }
  }

  private static void atMost(int count, Word word) {
    if (word.options().size() > count) {
      throw new IllegalArgumentException(
          "conversion word [%"
              + word.name()
              + "] takes at most "
              + count
              + " options, had "
              + word.options());
    }
  }

  private static IllegalArgumentException wrongOption(Word word, String option, String allowed) {
    return new IllegalArgumentException(
        "option of conversion word [%"
            + word.name()
            + "] must be "
            + allowed
            + ", was ["
            + option
            + "]");
  }
}

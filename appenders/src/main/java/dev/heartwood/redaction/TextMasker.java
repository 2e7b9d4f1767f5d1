package dev.heartwood.redaction;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Masks single texts with the detectors, and counts. Any thread. */
final class TextMasker {
  private static final int MAX_MARGIN = 4096;
  private static final String DELIMITERS = ",;\"'(){}<>[]|";
  private static final double SMALLEST_CARD = 1e12;

  final LongAdder byKey = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder overfull = new LongAdder();
  final LongAdder cut = new LongAdder();

  private final RedactionConfig config;
  private final Detector[] detectors;
  private final Finder[] finders;
  private final LongAdder[] counts;
  private final boolean onlyBuiltIn;
  private final CleanTexts clean = new CleanTexts();

  TextMasker(RedactionConfig config, KeyNames keys) {
    this.config = config;
    List<Detector> list = config.detectors();
    this.detectors = list.toArray(new Detector[0]);
    this.finders = list.stream().map(d -> d.finder(keys)).toArray(Finder[]::new);
    this.counts = list.stream().map(d -> new LongAdder()).toArray(LongAdder[]::new);
    this.onlyBuiltIn = list.stream().noneMatch(Detector::isCustom);
  }

  Map<String, Long> counts() {
    Map<String, Long> result = new LinkedHashMap<>();
    for (int i = 0; i < detectors.length; i++) {
      result.put(detectors[i].name(), counts[i].sum());
    }
    return result;
  }

  String generalMask() {
    return config.mask();
  }

  boolean isTooLong(String text) {
    return text.length() > config.maxChars();
  }

  /** A text masked; the same object if nothing had to be. */
  String mask(String text) {
    if (isTooLong(text)) {
      return maskStart(text);
    }
    Spans spans = find(text);
    return spans == null ? text : spans.applyTo(text);
  }

  /** As {@link #mask}, for texts that come again and again as the same object. */
  String maskName(String text) {
    if (clean.contains(text)) {
      return text;
    }
    String masked = mask(text);
    if (masked.equals(text)) {
      clean.add(text);
      return text;
    }
    return masked;
  }

  /** The text of a value masked; the same object if nothing had to be. */
  String maskValue(@Nullable Object value, String text) {
    Spans spans = findInNumber(value, text);
    return spans == null ? mask(text) : spans.applyTo(text);
  }

  /** Whether no built-in detector can find anything in what the value prints as. */
  boolean cannotHoldSecret(@Nullable Object value) {
    if (!onlyBuiltIn) {
      return false;
    }
    return value == null
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Long number && Math.abs(number.doubleValue()) < SMALLEST_CARD;
  }

  /** The secrets of a template, its placeholders included where they stand for one. */
  @Nullable Spans findInTemplate(String template) {
    if (clean.contains(template)) {
      return null;
    }
    Spans spans = find(template);
    if (spans == null) {
      clean.add(template);
    }
    return spans;
  }

  /** The whole text if it prints a number that is a secret when written out. */
  @Nullable Spans findInNumber(@Nullable Object value, String text) {
    if (!(value instanceof Double || value instanceof Float || value instanceof BigDecimal)) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      boolean writable = number.precision() <= 40 && Math.abs(number.scale()) <= 40;
      String plain = writable ? number.stripTrailingZeros().toPlainString() : text;
      return plain.equals(text) || plain.indexOf('.') >= 0 || find(plain) == null
          ? null
          : Spans.whole(text, config.mask());
    } catch (NumberFormatException e) {
      return null; // NaN or infinite
    }
  }

  /** Where the secrets of a text of bounded length are; null if it has none. */
  @Nullable Spans find(String text) {
    int traits = TextTraits.of(text);
    if (traits == 0 && onlyBuiltIn) {
      return null;
    }
    Collector collector = new Collector(text);
    for (int i = 0; i < detectors.length; i++) {
      if (!detectors[i].mayFind(text, traits)) {
        continue;
      }
      collector.begin(i);
      try {
        finders[i].find(text, collector);
      } catch (TooMany e) {
        overfull.increment();
        return Spans.whole(text, config.mask());
      } catch (RuntimeException | StackOverflowError e) {
        failed.increment();
        return text.equals(config.mask()) ? null : Spans.whole(text, config.mask());
      }
    }
    return collector.spans;
  }

  /** Whether there is a secret in what is looked at of a long text. */
  boolean startHoldsSecret(String text) {
    return find(text.substring(0, config.maxChars())) != null;
  }

  /** Masks what is looked at of a long text, and leaves out the rest. */
  private String maskStart(String text) {
    cut.increment();
    int kept = endOfKept(text);
    Spans spans = find(text.substring(0, config.maxChars()));
    @Nullable Spans inKept = null;
    for (int i = 0; spans != null && i < spans.size(); i++) {
      if (spans.start(i) < kept) {
        inKept = Spans.add(inKept, spans.start(i), Math.min(kept, spans.end(i)), spans.mask(i));
      }
    }
    String start = text.substring(0, kept);
    return (inKept == null ? start : inKept.applyTo(start))
        + "[cut: "
        + (text.length() - kept)
        + " of "
        + text.length()
        + " chars not checked for secrets]";
  }

  /** A place before which every secret that begins is seen to its end, or is no single word. */
  private int endOfKept(String text) {
    int end = config.maxChars() - Math.min(MAX_MARGIN, config.maxChars() / 2);
    while (end > 0 && !isDelimiter(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isDelimiter(char c) {
    return Character.isWhitespace(c) || DELIMITERS.indexOf(c) >= 0;
  }

  /** Takes what the detectors find in one text. */
  private final class Collector implements Finder.Found {
    private final String text;
    private @Nullable Spans spans;
    private int detector;

    Collector(String text) {
      this.text = text;
    }

    void begin(int index) {
      detector = index;
    }

    @Override
    public void add(int start, int end) {
      if (start < 0 || end > text.length() || start > end) {
        throw new IndexOutOfBoundsException(
            "find must be in 0.." + text.length() + ", was " + start + ".." + end);
      }
      String own = detectors[detector].mask();
      String mask = own == null ? config.mask() : own;
      if (start == end || isMaskAlready(start, end, mask)) {
        return;
      }
      if (spans != null && spans.size() == config.maxFinds()) {
        throw new TooMany();
      }
      spans = Spans.add(spans, start, end, mask);
      counts[detector].increment();
    }

    /** Whether a find is nothing but masks, and placeholders whose arguments are masked. */
    private boolean isMaskAlready(int start, int end, String mask) {
      int i = start;
      boolean masked = false;
      while (i < end) {
        if (text.startsWith(mask, i)) {
          i += mask.length();
          masked = true;
        } else if (text.startsWith("{}", i)) {
          i += 2;
        } else {
          return false;
        }
      }
      return masked && i == end;
    }
  }

  /** Ends a search; part of no contract. */
  private static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooMany() {
      super("too many finds", null, false, false);
    }
  }
}

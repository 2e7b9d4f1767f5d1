package dev.heartwood.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.CoreConstants;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.Escape;
import dev.heartwood.format.PatternConfig;
import dev.heartwood.format.PatternWord;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chooses the encoder that one of our appenders runs on for the one that its XML names. */
final class CoreEncoders {
  private CoreEncoders() {}

  /**
   * Ours where we know what the given one prints; else the given one, as it is, with an INFO that
   * says why.
   *
   * @param escape as the appender has it; null if it is not given
   */
  static Encoder of(
      Appender<ILoggingEvent> appender,
      ch.qos.logback.core.encoder.@Nullable Encoder<ILoggingEvent> given,
      @Nullable String escape,
      Options options) {
    Escape chosen = options.choice("escape", Escape.class, escape, Escape.CONTROL);
    if (given == null) {
      options.fault("encoder must be given, was missing");
      return (event, out) -> {};
    }
    if (given instanceof EventEncoder ours) {
      warnOfEscape(appender, escape, given);
      return ours.newEncoder();
    }
    if (given instanceof PatternLayoutEncoder pattern
        && pattern.getClass() == PatternLayoutEncoder.class) {
      return ofPattern(appender, pattern, chosen);
    }
    warnOfEscape(appender, escape, given);
    return new ForeignEncoder(given, AppenderHandler.contextOf(appender), CallerNeed.of(given));
  }

  private static void warnOfEscape(
      Appender<ILoggingEvent> appender, @Nullable String escape, Object encoder) {
    if (escape != null) {
      appender.addWarn(
          "escape ["
              + escape
              + "] of an appender has no effect on the encoder "
              + encoder.getClass().getName()
              + ": PatternEncoder takes it itself, others print as they do");
    }
  }

  /** The words, options and environment of a pattern that belongs to this context. */
  static PatternConfig patternConfig(String pattern, Escape escape, @Nullable Context context) {
    PatternConfig config = PatternConfig.of(pattern).withEscape(escape);
    if (context == null) {
      return config;
    }
    String name = context.getName();
    return config
        .withContextName(name == null ? CoreConstants.DEFAULT_CONTEXT_NAME : name)
        .withProperties(context::getProperty)
        .withStartTime(Instant.ofEpochMilli(context.getBirthTime()));
  }

  private static Encoder ofPattern(
      Appender<ILoggingEvent> appender, PatternLayoutEncoder given, Escape escape) {
    String pattern = given.getPattern();
    String why = whyForeign(given, appender.getContext());
    if (why == null) {
      try {
        return dev.heartwood.format.PatternEncoder.compile(
            patternConfig(pattern, escape, appender.getContext())
                .withPatternAsHeader(given.isOutputPatternAsHeader()));
      } catch (IllegalArgumentException e) {
        why = String.valueOf(e.getMessage());
      }
    }
    appender.addInfo("Pattern [" + pattern + "] runs on Logback's own encoder, unescaped: " + why);
    return new ForeignEncoder(given, AppenderHandler.contextOf(appender), CallerNeed.of(given));
  }

  private static @Nullable String whyForeign(PatternLayoutEncoder given, Context context) {
    if (given.getPattern() == null) {
      return "it has no pattern";
    }
    if (!printsUtf8(given.getCharset())) {
      return "its charset is not UTF-8";
    }
    try {
      List<String> unknown = dev.heartwood.format.PatternEncoder.unknownWords(given.getPattern());
      if (!unknown.isEmpty()) {
        return "the word %" + unknown.get(0) + " is not one of ours";
      }
      String why = redefined(given.getPattern(), context);
      return why == null ? beyondOurs(given.getPattern(), context) : why;
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** A machine that knows ASCII only gets UTF-8, too, rather than question marks. */
  private static boolean printsUtf8(@Nullable Charset given) {
    Charset charset = given == null ? Charset.defaultCharset() : given;
    return charset.equals(StandardCharsets.UTF_8)
        || given == null && charset.equals(StandardCharsets.US_ASCII);
  }

  /** A word that a conversionRule of the configuration gives another meaning. */
  private static @Nullable String redefined(String pattern, Context context) {
    for (PatternWord word : dev.heartwood.format.PatternEncoder.words(pattern)) {
      if (has(context, CoreConstants.PATTERN_RULE_REGISTRY, word.name())
          || has(context, CoreConstants.PATTERN_RULE_REGISTRY_FOR_SUPPLIERS, word.name())) {
        return "the word %" + word.name() + " has a conversionRule of its own";
      }
    }
    return null;
  }

  /** What changes a stack trace and is not to be seen in a pattern's words. */
  private static @Nullable String beyondOurs(String pattern, Context context) {
    List<PatternWord> words = dev.heartwood.format.PatternEncoder.words(pattern);
    for (PatternWord word : words) {
      for (String option : word.options()) {
        if (has(context, CoreConstants.EVALUATOR_MAP, option)) {
          return "the word %" + word.name() + " names the evaluator " + option;
        }
      }
    }
    boolean silent = words.stream().anyMatch(word -> word.name().startsWith("nopex"));
    return !silent && context instanceof LoggerContext logger && logger.isPackagingDataEnabled()
        ? "packaging data is switched on"
        : null;
  }

  private static boolean has(Context context, String registry, String word) {
    return context instanceof LoggerContext
        && context.getObject(registry) instanceof Map<?, ?> rules
        && rules.containsKey(word);
  }
}

package dev.heartwood.service.ingest.rules;

import dev.heartwood.redaction.Detector;
import dev.heartwood.redaction.PatternRedactor;
import dev.heartwood.redaction.RedactionConfig;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Reads one rule. */
final class RuleReader {
  private static final int MOST_CHARS = 1 << 20;

  private final LongSupplier nanoTime;
  private final int maxKeys;

  RuleReader(LongSupplier nanoTime, int maxKeys) {
    this.nanoTime = nanoTime;
    this.maxKeys = maxKeys;
  }

  Rule read(Block unnamed) {
    String name = unnamed.required("name");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw unnamed.fault(
          "name",
          "name must be 1 to 64 of letters, digits, '.', '_' and '-', the first a letter or digit,"
              + " was "
              + name);
    }
    Block block = unnamed.named("rule " + name);
    block.has("name");
    boolean drop = block.has("drop");
    boolean keep = block.has("keep");
    boolean limit = block.has("limit");
    boolean redact = block.has("redact");
    if ((drop ? 1 : 0) + (keep ? 1 : 0) + (limit ? 1 : 0) + (redact ? 1 : 0) != 1) {
      throw block.fault("must have exactly one of drop, keep, limit, redact");
    }
    if (drop || keep) {
      block.done();
      return new DropRule(name, TestReader.read(block.block(drop ? "drop" : "keep")), drop);
    }
    Test when = block.has("when") ? TestReader.read(block.block("when")) : Test.ALWAYS;
    block.done();
    return limit
        ? limit(name, when, block.block("limit"))
        : redact(name, when, block.block("redact"));
  }

  private Rule limit(String name, Test when, Block block) {
    LimitRule.Per per =
        switch (block.required("per")) {
          case "service" -> LimitRule.Per.SERVICE;
          case "ip" -> LimitRule.Per.IP;
          default ->
              throw block.fault("per", "per must be service or ip, was " + block.required("per"));
        };
    double rate = number(block, "rate", 0.001, 1_000_000);
    int burst =
        block.has("burst")
            ? (int) number(block, "burst", 1, 10_000_000)
            : (int) Math.max(1, Math.ceil(rate));
    boolean drops =
        switch (block.has("action") ? block.required("action") : "reject") {
          case "reject" -> false;
          case "drop" -> true;
          default ->
              throw block.fault(
                  "action", "action must be reject or drop, was " + block.required("action"));
        };
    block.done();
    return new LimitRule(name, when, per, new Buckets(rate, burst, maxKeys, nanoTime), drops);
  }

  private static double number(Block block, String key, double least, double most) {
    String text = block.required(key);
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value >= least && value <= most)) {
      throw block.fault(
          key, key + " must be " + plain(least) + " to " + plain(most) + ", was " + text);
    }
    return value;
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }

  private static Rule redact(String name, Test when, Block block) {
    List<Detector> detectors = new ArrayList<>();
    if (block.has("detectors")) {
      for (String each : block.texts("detectors")) {
        detectors.add(builtIn(block, each));
      }
    }
    if (block.has("patterns")) {
      Block patterns = block.block("patterns");
      for (String each : patterns.orderedKeys()) {
        String regex = patterns.required(each);
        detectors.add(patterns.checked(each, () -> Detector.pattern(each, regex)));
      }
      patterns.done();
    }
    Set<String> keys = new LinkedHashSet<>();
    if (block.has("secretKeys")) {
      keys.addAll(block.texts("secretKeys"));
    }
    if (detectors.isEmpty() && keys.isEmpty()) {
      throw block.fault("redact must have detectors, patterns or secretKeys");
    }
    String mask = block.has("mask") ? block.required("mask") : RedactionConfig.DEFAULT_MASK;
    block.done();
    boolean usualKeys = detectors.contains(Detector.PASSWORD);
    keys.addAll(usualKeys ? RedactionConfig.DEFAULT_SECRET_KEYS : Set.of());
    Supplier<RedactionConfig> config =
        () ->
            RedactionConfig.DEFAULT
                .withDetectors(detectors)
                .withSecretKeys(keys)
                .withMask(mask)
                .withMaxChars(MOST_CHARS);
    RedactionConfig checked = block.checked("mask", config);
    return new MaskRule(name, when, checked, new PatternRedactor(checked));
  }

  private static Detector builtIn(Block block, String name) {
    List<String> known = new ArrayList<>();
    for (Detector each : RedactionConfig.DEFAULT_DETECTORS) {
      if (each.name().equals(name)) {
        return each;
      }
      known.add(each.name());
    }
    throw block.fault(
        "detectors", "detectors must be among " + String.join(", ", known) + ", was " + name);
  }
}

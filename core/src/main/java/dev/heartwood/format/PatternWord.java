package dev.heartwood.format;

import java.util.List;

/**
 * One conversion word as a pattern uses it.
 *
 * @param name without the percent sign
 * @param options what stands in braces behind it, taken apart; empty if nothing does
 */
public record PatternWord(String name, List<String> options) {
  public PatternWord {
    options = List.copyOf(options);
  }
}

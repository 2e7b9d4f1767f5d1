package dev.heartwood.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed pattern is a list of these. */
sealed interface PatternNode {
  /** Text that is printed as it stands. */
  record Literal(String text) implements PatternNode {}

  /**
   * A conversion word.
   *
   * @param children what stands in parentheses; null for a word without
   */
  record Word(PatternWord word, @Nullable Width width, @Nullable List<PatternNode> children)
      implements PatternNode {
    /** The name that plain parentheses have. */
    static final String GROUP = "BARE";

    String name() {
      return word.name();
    }

    List<String> options() {
      return word.options();
    }
  }
}

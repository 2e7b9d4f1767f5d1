package dev.heartwood.service.ingest;

import dev.heartwood.service.entry.LogContent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What would become of an entry. Nothing is kept, counted or taken from a rate limit.
 *
 * @param steps one for each rule, in their order, up to the one that ends it
 * @param result the entry as it would be kept; null if it would not be
 * @param rejection why it would be refused; null if it would not be
 */
public record Explanation(
    List<Step> steps, @Nullable LogContent result, @Nullable Rejection rejection) {
  public Explanation {
    steps = List.copyOf(steps);
  }

  /** What a rule would do. */
  public enum Effect {
    PASSES,
    DROPS,
    MASKS,
    LIMITS
  }

  /**
   * What one rule would do.
   *
   * @param detail for people, such as what is masked in which field; never a secret; empty if there
   *     is nothing to say
   */
  public record Step(String rule, Effect effect, String detail) {
    public Step {
      Objects.requireNonNull(rule, "rule");
      Objects.requireNonNull(effect, "effect");
      Objects.requireNonNull(detail, "detail");
    }
  }
}

package dev.heartwood.logback;

import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.util.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the texts of {@code logback.xml} into values and collects every fault, so that one start
 * shows all of them. A fault names the option, the value and the rule.
 */
final class Options {
  private final List<String> faults = new ArrayList<>();

  List<String> faults() {
    return faults;
  }

  void fault(String text) {
    faults.add(text);
  }

  int atLeast(String name, int minimum, @Nullable String text, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text.trim());
      if (value >= minimum) {
        return value;
      }
      fault(name + " must be at least " + minimum + ", was " + value);
    } catch (NumberFormatException e) {
      fault(name + " must be a whole number, was " + text);
    }
    return otherwise;
  }

  boolean bool(String name, @Nullable String text, boolean otherwise) {
    if (text == null) {
      return otherwise;
    }
    switch (text.trim().toLowerCase(Locale.ROOT)) {
      case "true":
        return true;
      case "false":
        return false;
      default:
        fault(name + " must be true or false, was " + text);
        return otherwise;
    }
  }

  /** A duration in Logback's form: "5 seconds", or a bare number of milliseconds. */
  java.time.Duration duration(String name, @Nullable String text, java.time.Duration otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return java.time.Duration.ofMillis(Duration.valueOf(text.trim()).getMilliseconds());
    } catch (IllegalArgumentException | IllegalStateException e) {
      fault(name + " must be a duration such as 5 seconds or 500 milliseconds, was " + text);
      return otherwise;
    }
  }

  /** A constant of the enum, in any case. */
  <E extends Enum<E>> E choice(String name, Class<E> type, @Nullable String text, E otherwise) {
    if (text == null) {
      return otherwise;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text.trim())) {
        return constant;
      }
    }
    fault(name + " must be one of " + List.of(type.getEnumConstants()) + ", was " + text);
    return otherwise;
  }

  /** A value that something else parses and refuses with an {@link IllegalArgumentException}. */
  <T> T parsed(String name, @Nullable String text, Function<String, T> parser, T otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return parser.apply(text.trim());
    } catch (IllegalArgumentException | ArithmeticException e) {
      fault(name + " cannot be " + text + ": " + e.getMessage());
      return otherwise;
    }
  }

  /**
   * What the supplier builds from checked values; what it refuses is a fault too.
   *
   * @return null if there was a fault, of which {@link #reportTo} then tells
   */
  <T> @Nullable T built(Supplier<T> supplier) {
    try {
      T value = supplier.get();
      return faults.isEmpty() ? value : null;
    } catch (FaultyException e) {
      return null;
    } catch (IllegalArgumentException | ArithmeticException e) {
      fault(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Ends building: what is faulty is reported and need not be tried. */
  void throwIfAny() {
    if (!faults.isEmpty()) {
      throw new FaultyException();
    }
  }

  /** Makes each fault an ERROR of the component's; says whether there was none. */
  boolean reportTo(ContextAware component, String name) {
    for (String fault : faults) {
      component.addError(name + " not started: " + fault);
    }
    return faults.isEmpty();
  }

  /** Refuses two spellings of one option. */
  @Nullable String either(
      String name, @Nullable String text, String alias, @Nullable String aliasText) {
    if (text != null && aliasText != null) {
      fault(alias + " is another name of " + name + ": give one of them, not both");
    }
    return text == null ? aliasText : text;
  }

  /** The faults are noted already. */
  private static final class FaultyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
  }
}

package dev.heartwood.service.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of options that there are. */
final class Kinds {
  private Kinds() {}

  /** A single value by its parser and its printer. */
  private record Single<T>(
      String rule, String unit, String range, Function<String, T> reader, Function<T, String> text)
      implements Kind<T> {
    @Override
    public T read(List<String> items) {
      String item = items.size() == 1 ? items.get(0) : "";
      if (items.size() != 1) {
        throw new IllegalArgumentException("must be a single value, were " + items.size());
      }
      try {
        return reader.apply(item);
      } catch (RuntimeException e) {
        throw wrong(rule, item, e);
      }
    }

    @Override
    public List<String> print(T value) {
      return List.of(text.apply(value));
    }
  }

  private static IllegalArgumentException wrong(String rule, String item, RuntimeException cause) {
    return new IllegalArgumentException(
        "must be " + rule + ", was " + (item.isBlank() ? "empty" : item), cause);
  }

  static Kind<Integer> integer(int least, int most) {
    String range = least + " to " + most;
    return new Single<>(
        range,
        "number",
        range,
        text -> (int) within(Long.parseLong(text.strip()), least, most),
        Object::toString);
  }

  static Kind<Long> bytes(long least, long most) {
    String range =
        most == Long.MAX_VALUE
            ? "from " + Amounts.print(least)
            : Amounts.print(least) + " to " + Amounts.print(most);
    String rule = "a size such as 20MB, " + range;
    return new Single<>(
        rule,
        "bytes",
        range,
        text -> within(present(Amounts.bytes(text)), least, most),
        Amounts::print);
  }

  /** Bytes that may also be without a limit. */
  static Kind<Long> bytesOrUnlimited(long least) {
    Kind<Long> limited = bytes(least, Long.MAX_VALUE);
    String range = limited.range() + ", or unlimited";
    return new Single<>(
        "a size such as 20MB, " + range,
        "bytes",
        range,
        text ->
            text.strip().equals("unlimited") ? Long.MAX_VALUE : limited.read(List.of(text.strip())),
        value -> value == Long.MAX_VALUE ? "unlimited" : Amounts.print(value));
  }

  static Kind<Duration> time(Duration least) {
    String range = "from " + Amounts.print(least);
    return new Single<>(
        "a time such as 500ms, 10s, 5min, 2h or 30d, " + range,
        "time",
        range,
        text -> atLeast(least, present(Amounts.time(text))),
        Amounts::print);
  }

  /** A time that may also be without end. */
  static Kind<Duration> timeOrForever(Duration least, Duration forever) {
    Kind<Duration> limited = time(least);
    String range = limited.range() + ", or forever";
    return new Single<>(
        "a time such as 12h or 30d, " + range,
        "time",
        range,
        text -> text.strip().equals("forever") ? forever : limited.read(List.of(text.strip())),
        value -> value.equals(forever) ? "forever" : Amounts.print(value));
  }

  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    String range =
        Arrays.stream(type.getEnumConstants()).map(Kinds::lower).collect(Collectors.joining(", "));
    return new Single<>(
        "one of " + range,
        "word",
        range,
        text -> Enum.valueOf(type, text.strip().toUpperCase(Locale.ROOT)),
        Kinds::lower);
  }

  static Kind<String> text(String unit) {
    return new Single<>("a text", unit, "not empty", Kinds::notBlank, text -> text);
  }

  static Kind<Path> path(String unit) {
    return new Single<>("a path", unit, "a path", text -> asPath(notBlank(text)), Path::toString);
  }

  static Kind<List<String>> texts(String unit, String range) {
    return new Kind<>() {
      @Override
      public List<String> read(List<String> items) {
        for (String item : items) {
          if (item.isBlank()) {
            throw new IllegalArgumentException("must be texts, one was empty");
          }
        }
        return items.stream().map(String::strip).toList();
      }

      @Override
      public List<String> print(List<String> value) {
        return value;
      }

      @Override
      public String unit() {
        return unit;
      }

      @Override
      public String range() {
        return range;
      }

      @Override
      public boolean isList() {
        return true;
      }
    };
  }

  /** A value for each of some names. */
  static <T> Kind<Map<String, T>> map(Kind<T> values) {
    return new Kind<>() {
      @Override
      public Map<String, T> read(List<String> items) {
        Map<String, T> all = new LinkedHashMap<>();
        for (String item : items) {
          int split = item.lastIndexOf('=');
          if (split < 1) {
            throw new IllegalArgumentException("must be name=value, was " + item);
          }
          all.put(
              item.substring(0, split).strip(), values.read(List.of(item.substring(split + 1))));
        }
        return all;
      }

      @Override
      public List<String> print(Map<String, T> value) {
        return value.entrySet().stream()
            .map(each -> each.getKey() + "=" + values.print(each.getValue()).get(0))
            .toList();
      }

      @Override
      public String unit() {
        return values.unit() + " by name";
      }

      @Override
      public String range() {
        return values.range();
      }

      @Override
      public boolean isList() {
        return true;
      }

      @Override
      public boolean isMap() {
        return true;
      }
    };
  }

  private static Path asPath(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static String notBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("empty");
    }
    return text;
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("not of this form");
    }
    return value;
  }

  private static long within(long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  private static Duration atLeast(Duration least, Duration value) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException("too short");
    }
    return value;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

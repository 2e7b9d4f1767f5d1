package dev.heartwood;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Array;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies of maps, collections and arrays that nobody can change any more: names as text, values
 * that are immutable or such copies themselves. They print as what they were copied from.
 */
final class Nested {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_VALUES = 1_000;

  private static final ClassValue<Boolean> PLAIN =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return printsAsTheJdkDoes(type);
        }
      };

  private int values;

  private Nested() {}

  /**
   * Whether values are nested in this that it would print itself, as the JDK's maps and collections
   * do: a class with a {@code toString} of its own may have something to hide.
   */
  static boolean isOne(Object value) {
    return value.getClass().isArray()
        || (value instanceof Map || value instanceof Collection) && PLAIN.get(value.getClass());
  }

  private static boolean printsAsTheJdkDoes(Class<?> type) {
    try {
      String printer = type.getMethod("toString").getDeclaringClass().getName();
      return printer.startsWith("java.") && !printer.equals(Object.class.getName());
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /** The copy; null if it is too deep, has too many values, or throws when it is read. */
  static @Nullable Object copy(Object value) {
    try {
      return new Nested().copied(value, 1);
    } catch (TooLargeException | RuntimeException | StackOverflowError e) {
      return null;
    }
  }

  private @Nullable Object copied(@Nullable Object value, int depth) throws TooLargeException {
    if (++values > MAX_VALUES || depth > MAX_DEPTH) {
      throw new TooLargeException();
    }
    if (value == null || Freeze.isImmutable(value) || !isOne(value)) {
      return Freeze.value(value);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        copy.put(name(entry.getKey()), copied(entry.getValue(), depth + 1));
      }
      return new OfMap(copy);
    }
    List<@Nullable Object> copy = new ArrayList<>();
    if (value instanceof Collection<?> all) {
      for (Object each : all) {
        copy.add(copied(each, depth + 1));
      }
    } else {
      int length = Array.getLength(value);
      for (int i = 0; i < length; i++) {
        copy.add(copied(Array.get(value, i), depth + 1));
      }
    }
    return new OfList(copy);
  }

  /** Without surrogates that stand alone: two names that print alike would else be two. */
  private static String name(@Nullable Object key) {
    return new String(Freeze.render(key).getBytes(UTF_8), UTF_8);
  }

  private static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1;

    TooLargeException() {
      super(null, null, false, false);
    }
  }

  static final class OfMap extends AbstractMap<String, @Nullable Object> {
    private final Map<String, @Nullable Object> map;

    private OfMap(Map<String, @Nullable Object> map) {
      this.map = Collections.unmodifiableMap(map);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      return map.get(key);
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
      return map.entrySet();
    }
  }

  static final class OfList extends AbstractList<@Nullable Object> {
    private final List<@Nullable Object> list;

    private OfList(List<@Nullable Object> list) {
      this.list = list;
    }

    @Override
    public @Nullable Object get(int index) {
      return list.get(index);
    }

    @Override
    public int size() {
      return list.size();
    }
  }
}

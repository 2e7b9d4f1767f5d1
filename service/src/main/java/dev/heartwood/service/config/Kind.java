package dev.heartwood.service.config;

import java.util.List;

/**
 * What values an option has: how they are read, printed and described.
 *
 * @param <T> the type of its values
 */
interface Kind<T> {
  /**
   * @throws IllegalArgumentException with {@code must be ..., was ...}
   */
  T read(List<String> items);

  /** What {@link #read} takes. */
  List<String> print(T value);

  /** The unit, for people. */
  String unit();

  /** What values there are, for people. */
  String range();

  /** Whether it has several items, which a text separates by commas. */
  default boolean isList() {
    return false;
  }

  /** Whether each item is {@code name=value}. */
  default boolean isMap() {
    return false;
  }
}

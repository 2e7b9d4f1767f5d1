package dev.heartwood.service.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One option, under its three names.
 *
 * @param <T> the type of its values
 */
public final class Option<T> {
  private final String name;
  private final Kind<T> kind;
  private final @Nullable T absent;
  private final String absentText;
  private final String description;
  private final @Nullable String shortFlag;

  /**
   * @param absent what it is when nobody sets it; null for nothing
   * @param absentText describes that; empty to print the value
   */
  private Option(
      String name,
      Kind<T> kind,
      @Nullable T absent,
      String absentText,
      String description,
      @Nullable String shortFlag) {
    this.name = name;
    this.kind = kind;
    this.absent = absent;
    this.absentText = absentText;
    this.description = description;
    this.shortFlag = shortFlag;
  }

  static <T> Option<T> of(String name, Kind<T> kind, T absent, String description) {
    return new Option<>(name, kind, absent, "", description, null);
  }

  static <T> Option<T> without(String name, Kind<T> kind, String absentText, String description) {
    return new Option<>(name, kind, null, absentText, description, null);
  }

  Option<T> withFlag(String flag) {
    return new Option<>(name, kind, absent, absentText, description, flag);
  }

  /** For a default that depends on the machine. */
  Option<T> withDefaultText(String text) {
    return new Option<>(name, kind, absent, text, description, shortFlag);
  }

  /** In the file: {@code server.maxConnections} is the key maxConnections below server. */
  public String name() {
    return name;
  }

  /** In the environment: {@code HEARTWOOD_SERVER_MAX_CONNECTIONS}. */
  public String variable() {
    return Settings.PREFIX + words('_').toUpperCase(Locale.ROOT);
  }

  /** On the command line: {@code --server-max-connections}. */
  public String flag() {
    return shortFlag == null ? "--" + words('-') : shortFlag;
  }

  public String description() {
    return description;
  }

  /** What it is when nobody sets it, for people. */
  public String defaultText() {
    return !absentText.isEmpty() || absent == null ? absentText : printed(absent);
  }

  public String unit() {
    return kind.unit();
  }

  public String range() {
    return kind.range();
  }

  String printed(T value) {
    return String.join(",", kind.print(value));
  }

  Kind<T> kind() {
    return kind;
  }

  @Nullable T absent() {
    return absent;
  }

  /** Reads what was given. */
  T read(Given given) {
    try {
      return kind.read(given.items());
    } catch (IllegalArgumentException e) {
      throw given.fault(name + " " + e.getMessage(), e);
    }
  }

  Given givenAsText(String origin, String text) {
    List<String> items = kind.isList() ? List.of(text.split(",", -1)) : List.of(text);
    return new Given(origin, text.isEmpty() && kind.isList() ? List.of() : items);
  }

  private String words(char between) {
    StringBuilder text = new StringBuilder();
    for (char each : name.toCharArray()) {
      if (Character.isUpperCase(each)) {
        text.append(between).append(Character.toLowerCase(each));
      } else {
        text.append(each == '.' ? between : each);
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return name;
  }
}

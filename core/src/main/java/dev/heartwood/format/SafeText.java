package dev.heartwood.format;

import java.nio.charset.StandardCharsets;

/**
 * Text of unknown origin that is shown without an event around it, in the same way as the encoders
 * show logged data: it can neither forge a line nor take over a terminal.
 */
public final class SafeText {
  private SafeText() {}

  /** For people, as {@link Escape#CONTROL} says. */
  public static String forPeople(String text) {
    return quote(Quoting.TEXT, text);
  }

  /** The inside of a JSON string. */
  public static String insideJson(String text) {
    return quote(Quoting.JSON, text);
  }

  private static String quote(Quoting quoting, String text) {
    Utf8Buffer out = new Utf8Buffer();
    quoting.append(text, out);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }
}

package dev.heartwood.service.api;

import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Jackson, with bounds that hold before anything is allocated for what exceeds them. */
final class Json {
  /**
   * Deeper than what an entry may be, so that one such entry fails alone; see {@link BodyReader}.
   */
  private static final int MAX_DEPTH = 300;

  private static final int MAX_NAME_CHARS = 65_536;
  private static final int MAX_NUMBER_CHARS = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME_CHARS)
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .maxStringLength(Integer.MAX_VALUE) // bounded by the body
                  .build())
          .build();

  private Json() {}

  static JsonParser parser(byte[] bytes, int offset, int length) {
    return FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length);
  }

  static JsonGenerator writer(OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  /** The kind of a token as people call it, with its article. */
  static String kind(JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      default -> token.toString();
    };
  }

  /** What is wrong with a text, and where, from line and column 1. */
  static String explain(JacksonException e, int firstLine) {
    TokenStreamLocation at = e.getLocation();
    String what =
        e instanceof StreamConstraintsException
            ? "too deep, or a name or number is too long"
            : e.getOriginalMessage();
    return at == null
        ? what
        : "line " + (firstLine + at.getLineNr() - 1) + ", column " + at.getColumnNr() + ": " + what;
  }

  /** The text with U+FFFD for each surrogate that stands alone, which no UTF-8 can hold. */
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        return repaired(text, i);
      }
    }
    return text;
  }

  private static String repaired(String text, int from) {
    StringBuilder result = null;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      result = result == null ? new StringBuilder(text) : result;
      result.setCharAt(i, '\uFFFD');
    }
    return result == null ? text : result.toString();
  }
}

package dev.heartwood;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;

/**
 * Text as an attacker or an unlucky program would log it: control characters, forged lines, ANSI
 * sequences, quotes, halves of surrogate pairs, bidirectional controls, braces, and plain words
 * between them. The same seed gives the same texts.
 */
public final class HostileText {
  private static final List<String> PIECES =
      List.of(
          "order 4711 filled",
          "C:\\temp\\new",
          "\n",
          "\r\n",
          "\t",
          "\u0000",
          "\u0007\b\f",
          "\u001B[31mred\u001B[0m",
          "\u001B]0;title\u0007",
          "\u007F\u0080\u0085\u009B31m\u009F",
          "\u2028\u2029",
          "\u202Egnp.exe\u202C",
          "\u2066\u2067\u2068\u2069\u061C\u200E\u200F",
          "\"quoted\" 'single' `back`",
          "\\\"\\\\\\n\\u000A",
          "{}",
          "\\{}",
          "\\\\{}",
          "{{}}",
          "}",
          "%msg%n%d{",
          "${jndi:ldap://x/a}",
          "</script><!--",
          "\",\"level\":\"FATAL",
          "\n2026-01-01 00:00:00,000 ERROR forged - line",
          "\nCaused by: java.lang.Forged: no\n\tat no.Where(No.java:1)",
          "é\u00FFàœ",
          "Grüße, 世界, مرحبا",
          "😀👩‍👩‍👧",
          "\uD83D",
          "\uDE00",
          "\uFFFE\uFFFF\uFEFF",
          " ",
          "");

  private final Random random;
  private final boolean wellFormed;

  public HostileText(long seed) {
    this(seed, false);
  }

  private HostileText(long seed, boolean wellFormed) {
    this.random = new Random(seed);
    this.wellFormed = wellFormed;
  }

  /**
   * Without surrogates that have no partner, for comparing with programs that cannot print them.
   */
  public static HostileText wellFormed(long seed) {
    return new HostileText(seed, true);
  }

  public Random random() {
    return random;
  }

  public String next() {
    return next(6);
  }

  /** Up to so many pieces; once in a while a very long text. */
  public String next(int maxPieces) {
    String text = pieces(maxPieces);
    return wellFormed ? new String(text.getBytes(UTF_8), UTF_8) : text;
  }

  private String pieces(int maxPieces) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(maxPieces + 1);
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(5) == 0) {
        text.append((char) random.nextInt(0x10000));
      } else {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    if (random.nextInt(200) == 0) {
      return text.toString().repeat(500);
    }
    return text.toString();
  }

  public <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}

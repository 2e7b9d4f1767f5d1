package dev.heartwood.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.redaction.PatternRedactorTest.LiveEvent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random secrets in random places of random events: none may be left in any part. */
class RedactionPropertyTest {
  private static final int ROUNDS = 3000;

  /** So many characters of a secret in a row count as a leak. */
  private static final int PIECE = 6;

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String DIGITS = "0123456789";
  private static final String TOKEN = LETTERS + DIGITS + "-_";
  private static final String[] WORDS = {
    "order", "filled", "at", "12.5", "for", "ACME", "user=7", "a:b", "[x]", "2026-11-20", "Ünïcode",
    "{\"a\":1}", "100%", "<tag>", "(in)", "77", "id", "x@", "eyJ", "…", "\\{}", "C:\\dir"
  };

  private final PatternRedactor redactor = new PatternRedactor();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void leaves_no_secret_in_any_part_and_has_nothing_to_do_a_second_time(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < ROUNDS; i++) {
      Secret secret = secret(random);
      LogEvent event = hide(secret, random);

      LogEvent masked = redactor.redact(event);

      String left = everything(masked);
      for (int at = 0; at + PIECE <= secret.core.length(); at++) {
        if (left.contains(secret.core.substring(at, at + PIECE))) {
          fail("seed %d, round %d: %s in %s left %s", seed, i, secret, event.message(), left);
        }
      }
      if (event.arguments().size() < 3) { // a secret over two arguments is one mask in the message
        assertThat(redactor.redact(masked))
            .as("seed %d, round %d: %s twice", seed, i, masked)
            .isSameAs(masked);
      }
    }
    assertThat(redactor.failed()).isZero();
    assertThat(redactor.counts().values()).allMatch(count -> count > 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void leaves_events_without_a_secret_as_they_are(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < ROUNDS; i++) {
      String text = words(random);
      LogEvent event =
          new LiveEvent("{} " + words(random) + " {}", text, random.nextInt())
              .with(new KeyValue("note", words(random)))
              .with(Map.of("place", words(random)))
              .with(new IllegalStateException(words(random)));

      assertThat(redactor.redact(event)).as("seed %d, round %d", seed, i).isSameAs(event);
    }
  }

  /**
   * @param text as it stands in the log, with what makes it a secret around it
   * @param core what must not be left
   */
  private record Secret(String text, String core) {}

  private static Secret secret(SplittableRandom random) {
    return switch (random.nextInt(9)) {
      case 0 -> plain(card(random, ""));
      case 1 -> plain(card(random, random.nextBoolean() ? " " : "-"));
      case 2 -> plain(iban(random, random.nextBoolean()));
      case 3 -> plain(text(random, LETTERS + DIGITS, 8) + "@" + text(random, LETTERS, 6) + ".com");
      case 4 -> behind("Bearer ", text(random, TOKEN, 20));
      case 5 ->
          plain(
              "eyJ"
                  + text(random, TOKEN, 20)
                  + "."
                  + text(random, TOKEN, 30)
                  + "."
                  + text(random, TOKEN, 20));
      case 6 -> behind("password=", text(random, TOKEN + "!$%/@#", 12));
      case 7 -> {
        String value = text(random, TOKEN + " ,;:=&!", 14);
        yield new Secret("\"apiKey\" : \"" + value + "\"", value);
      }
      default -> behind("pwd: ", text(random, TOKEN, 10));
    };
  }

  private static Secret plain(String text) {
    return new Secret(text, text);
  }

  private static Secret behind(String prefix, String core) {
    return new Secret(prefix + core, core);
  }

  private static LogEvent hide(Secret secret, SplittableRandom random) {
    String text = words(random) + " " + secret.text + " " + words(random);
    return switch (random.nextInt(12)) {
      case 0 -> new LiveEvent(text.replace("{}", ""));
      case 1 -> new LiveEvent("got {} and {}", words(random), text);
      case 2 -> split(secret, random);
      case 3 -> new LiveEvent("m {}", 1).with(new KeyValue("note", text));
      case 4 -> new LiveEvent("m").with(new KeyValue("note", List.of("a", text)));
      case 5 -> new LiveEvent("m").with(Map.of("place", text, "other", "x"));
      case 6 -> new LiveEvent("m").with(new IllegalStateException(text));
      case 7 -> new LiveEvent("m").with(new RuntimeException("x", new RuntimeException(text)));
      case 8 -> {
        var thrown = new RuntimeException("x");
        thrown.addSuppressed(new RuntimeException(text));
        yield new LiveEvent("m").with(thrown);
      }
      case 9 ->
          new LiveEvent("m").with(new LogMarker("A", List.of(new LogMarker(text, List.of()))));
      case 10 -> {
        String number = card(random, "");
        yield new LiveEvent("paid {} " + secret.text.replace("{}", ""), new BigInteger(number))
            .with(new KeyValue("c", new BigInteger(number)));
      }
      default ->
          new LiveEvent("login password={} by {}", secret.core, words(random))
              .with(Map.of("db.password", secret.core))
              .with(new KeyValue("secret", secret.core));
    };
  }

  /** Cuts the secret in two or three at random: parts of the template and arguments. */
  private static LogEvent split(Secret secret, SplittableRandom random) {
    String text = secret.text;
    int first = random.nextInt(1, text.length());
    int second = random.nextInt(first, text.length());
    String head = text.substring(0, first);
    String middle = text.substring(first, second);
    String tail = text.substring(second);
    if (random.nextBoolean() && !head.contains("{")) {
      return new LiveEvent("see " + head + "{}{} end{}", middle, tail, "");
    }
    return new LiveEvent("see {}{}{} end", head, middle, tail);
  }

  private static String everything(LogEvent event) {
    LogRecord record = event.toRecord();
    List<Object> parts = new ArrayList<>(record.arguments());
    parts.add(String.join("", record.arguments()));
    parts.add(record);
    return parts.toString();
  }

  private static String words(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(i == 0 ? "" : " ");
    }
    return text.toString();
  }

  private static String card(SplittableRandom random, String separator) {
    int length = separator.isEmpty() ? random.nextInt(13, 20) : 16;
    String body = random.nextInt(3, 7) + text(random, DIGITS, length - 2);
    for (int check = 0; check < 10; check++) {
      int[] digits = (body + check).chars().map(c -> c - '0').toArray();
      if (CardNumbers.passesLuhn(digits)) {
        String number = body + check;
        return separator.isEmpty() ? number : number.replaceAll("(.{4})(?=.)", "$1" + separator);
      }
    }
    throw new AssertionError("one of ten check digits fits");
  }

  private static String iban(SplittableRandom random, boolean grouped) {
    String account = text(random, DIGITS, 18);
    BigInteger number = new BigInteger(account + "131400"); // DE00
    String check = String.format("%02d", 98 - number.mod(BigInteger.valueOf(97)).intValue());
    String iban = "DE" + check + account;
    return grouped ? iban.replaceAll("(.{4})(?=.)", "$1 ") : iban;
  }

  private static String text(SplittableRandom random, String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}

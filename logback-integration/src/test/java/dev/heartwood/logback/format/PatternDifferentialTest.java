package dev.heartwood.logback.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.heartwood.HostileText;
import dev.heartwood.format.Escape;
import dev.heartwood.format.PatternConfig;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.format.Utf8Buffer;
import dev.heartwood.logback.LogbackEvent;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our encoder against Logback's own: the same bytes for the same pattern and event. */
class PatternDifferentialTest {
  private static final int EVENTS_PER_PATTERN = 40;
  private static final int RANDOM_PATTERNS = 400;

  private final long seed = Long.getLong("heartwood.test.seed", System.nanoTime());
  private final LogbackEvents events = new LogbackEvents(new HostileText(seed));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%d{HH:mm:ss.SSS} [%thread] %-5level %logger{36} -%kvp- %msg%n",
        "%d %5p [%t] %c - %m%n",
        "%date{ISO8601} %le %lo %message",
        "%d{STRICT} %msg%n",
        "%d{} %msg%n",
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %msg%n",
        "%d{\"yyyy-MM-dd'T'HH:mm:ss,SSSSSSZ\", America/New_York, de} %msg%n",
        "%d{HH:mm:ss.SSS, Europe/Berlin}|%d{HH:mm:ss.SSS, Australia/Lord_Howe}%n",
        "%d{'EEEE, d MMMM yyyy hh:mm:ss a zzzz', Asia/Kolkata, ar}%n",
        "%d{\"dd/MMM/yyyy:HH:mm:ss Z\", Europe/Berlin, ja}%n",
        "%d{S}|%d{SS}|%d{SSS}|%d{SSSSSSSSS}|%d{ss''SSS''}|%d{SSS SSS}%n",
        "%d{n}|%d{N}|%d{A}|%d{HH:mm[:ss].SSS}|%d{ppppH}|%d{e w W B}%n",
        "%ms|%micros|%ep|%epoch{seconds}|%r|%relative%n",
        "%logger|%logger{0}|%logger{1}|%logger{5}|%logger{10}|%logger{16}|%logger{30}|%logger{-1}%n",
        "%-40.40logger{39}|%40logger{20}|%.10logger|%.-10logger|%5.5logger{0}%n",
        "%C|%class{0}|%class{10}|%M|%method|%L|%line|%F|%file|%-30C|%30F|%4L%n",
        "%caller{1}|%caller{0..1}",
        "%X|%mdc|%X{user}|%X{user:-nobody}|%X{absent:-}|%X{absent:-a:-b}|%-20X{user}|%.5X{user}%n",
        "%kvp|%kvp{DOUBLE}|%kvp{single}|%kvp{NONE}|%20.30kvp%n",
        "%maskedKvp{k1}|%maskedKvp{NONE,k1,k2}|%maskedKvp{SINGLE, k3}%n",
        "%marker|%-20marker|%.3marker%n",
        "%msg %ex|%msg %ex{full}",
        "%msg%n%ex{short}",
        "%msg%n%ex{3}",
        "%msg%n%exception{0}",
        "%msg%n%throwable{-1}",
        "%msg%n%ex{full, java.base, junit}",
        "%msg%n%ex{5, LogbackEvents}",
        "%msg%n%xEx{2}",
        "%msg%n%rEx",
        "%msg%n%rootException{short}",
        "%msg%n%nopex",
        "%msg%n%20.50ex",
        "%msg \\(%ex{1}\\)",
        "%cn %contextName %property{region} %property{java.vendor} %20property{absent}|%property{absent}%n",
        "%highlight(%-5level) %cyan(%logger{15}) - %boldRed(%msg) %gray([%t]) %n",
        "%black(a) %red(b) %green(c) %yellow(d) %blue(e) %magenta(f) %white(g) %boldGreen(h)%n",
        "%boldYellow(a) %boldBlue(b) %boldMagenta(c) %boldCyan(d) %boldWhite(e) %red %highlight %()x%n",
        "%-30(%d{HH:mm:ss.SSS} [%thread]) %msg%n",
        "%20.20(%level %(%logger{0} %.3(abc)))|%30.-10(%msg)%n",
        "%replace(%msg){'[0-9]+', '#'}%n",
        "%replace(%replace(%msg){'o(.)', '$1O'} %ex){'\\n', ' | '}%n",
        "%replace(%msg){\"\\s\",''}%nopex%n",
        "%prefix(%level %logger %X{user:-x} %msg %10thread %property{region} %n %d{ss} %kvp %(%t)) %nopex%n",
        "literal \\% \\( \\) \\\\ \\t \\n \\r %level\\_end ünï😀 %msg%n",
        "%(%level)%msg%n",
        "%-5level{} %m{}%n",
        "no words at all",
        "%.0msg|%1.1msg|%.-1msg|%5msg|%-5msg|%3.-2t%n",
      })
  void prints_the_bytes_that_logback_prints(String pattern) {
    compare(pattern, EVENTS_PER_PATTERN);
  }

  @Test
  void prints_the_bytes_that_logback_prints_for_random_patterns() {
    Random random = new Random(seed);
    for (int i = 0; i < RANDOM_PATTERNS; i++) {
      compare(randomPattern(random, 0) + "%n", 8);
    }
  }

  @Test
  void keeps_time_over_a_change_of_clocks() {
    PatternLayoutEncoder stock =
        stock("%d{yyyy-MM-dd HH:mm:ss.SSSXXX, Europe/Berlin} %d{HH:mm zzz, America/New_York}%n");
    PatternEncoder ours = ours(stock.getPattern(), Escape.NONE);
    Instant start = Instant.parse("2026-03-29T00:59:58.990Z");
    for (int i = 0; i < 3_000; i++) {
      var event = events.next();
      event.setInstant(start.plusMillis(i * 7L % 4_000));
      assertSame(stock, ours, event);
    }
  }

  private void compare(String pattern, int count) {
    PatternLayoutEncoder stock = stock(pattern);
    PatternEncoder ours = ours(pattern, Escape.NONE);
    for (int i = 0; i < count; i++) {
      assertSame(stock, ours, events.next());
    }
  }

  private void assertSame(PatternLayoutEncoder stock, PatternEncoder ours, ILoggingEvent event) {
    String expected = new String(stock.encode(event), UTF_8);
    Utf8Buffer out = new Utf8Buffer();
    ours.encode(LogbackEvent.of(event), out);
    assertThat(new String(out.toByteArray(), UTF_8))
        .as("pattern [%s], seed %d", stock.getPattern(), seed)
        .isEqualTo(expected);
  }

  private PatternLayoutEncoder stock(String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(events.context());
    encoder.setCharset(UTF_8);
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }

  private PatternEncoder ours(String pattern, Escape escape) {
    LoggerContext context = events.context();
    return PatternEncoder.compile(
        PatternConfig.of(pattern)
            .withEscape(escape)
            .withContextName(context.getName())
            .withProperties(context::getProperty)
            .withStartTime(Instant.ofEpochMilli(context.getBirthTime())));
  }

  /** Words with random modifiers and options, a space between them: nothing may grow together. */
  private static String randomPattern(Random random, int depth) {
    List<String> words =
        List.of(
            "d",
            "d{HH:mm:ss.SSS}",
            "d{yyyy-MM-dd HH:mm:ss.SSSS, Asia/Tokyo}",
            "level",
            "thread",
            "logger",
            "logger{" + random.nextInt(40) + "}",
            "class{" + random.nextInt(40) + "}",
            "msg",
            "X",
            "X{user:-x}",
            "kvp",
            "kvp{NONE}",
            "marker",
            "file",
            "line",
            "ms",
            "ep",
            "nopex",
            "ex{" + random.nextInt(20) + "}",
            "rEx{" + random.nextInt(20) + ", Events}");
    List<String> groups = List.of("", "red", "highlight", "boldBlue", "gray");
    StringBuilder pattern = new StringBuilder("_");
    for (int i = random.nextInt(5); i >= 0; i--) {
      pattern.append(" %").append(randomWidth(random));
      if (depth < 3 && random.nextInt(4) == 0) {
        pattern.append(groups.get(random.nextInt(groups.size())));
        pattern.append('(').append(randomPattern(random, depth + 1)).append(')');
      } else {
        pattern.append(words.get(random.nextInt(words.size())));
      }
    }
    return pattern.append(' ').toString();
  }

  private static String randomWidth(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "" + random.nextInt(30);
      case 1 -> "-" + random.nextInt(30);
      case 2 -> "." + random.nextInt(30);
      case 3 -> ".-" + random.nextInt(30);
      case 4 -> "-" + random.nextInt(30) + "." + random.nextInt(30);
      default -> "";
    };
  }
}

package dev.heartwood.logback.format;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.heartwood.HostileText;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.BasicMarkerFactory;

/** Events of Logback's own, of every shape, from a seed. */
final class LogbackEvents {
  private static final List<Level> LEVELS =
      List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);

  private static final List<String> LOGGERS =
      List.of(
          "ROOT",
          "orders",
          "com.acme.orders.OrderService",
          "com.acme.orders.OrderService$Inner",
          "a.b.c.d.e.F",
          "org.springframework.boot.autoconfigure.web.Very_Long_Name",
          ".odd..name.",
          "trailing.");

  private static final List<Instant> CHANGES_OF_CLOCKS =
      List.of(
          Instant.parse("2026-03-29T00:59:59.998Z"),
          Instant.parse("2026-10-25T00:59:59.998Z"),
          Instant.parse("2026-03-08T06:59:59.998Z"),
          Instant.parse("2026-11-01T05:59:59.998Z"),
          Instant.parse("2026-04-04T14:59:59.998Z"),
          Instant.parse("2026-12-31T23:59:59.998Z"),
          Instant.parse("1969-12-31T23:59:59.123456789Z"));

  private final LoggerContext context = new LoggerContext();
  private final BasicMarkerFactory markers = new BasicMarkerFactory();
  private final HostileText text;
  private final Random random;

  LogbackEvents(HostileText text) {
    this.text = text;
    random = text.random();
    context.setName("shop");
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("region", "eu-west");
  }

  LoggerContext context() {
    return context;
  }

  LoggingEvent next() {
    Throwable thrown = random.nextInt(3) == 0 ? throwable(0) : null;
    LoggingEvent event =
        new LoggingEvent(
            "fqcn",
            context.getLogger(text.oneOf(LOGGERS)),
            text.oneOf(LEVELS),
            text.next(),
            thrown,
            random.nextBoolean() ? null : arguments());
    event.setThreadName(
        random.nextInt(4) == 0 ? "t" + text.next(2) : "worker-" + random.nextInt(9));
    event.setInstant(instant());
    event.setMDCPropertyMap(mdc());
    for (int i = random.nextInt(4); i > 0; i--) {
      event.addKeyValuePair(new KeyValuePair("k" + i + text.next(1), value()));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      event.addMarker(marker(i));
    }
    event.setCallerData(
        random.nextInt(4) == 0
            ? new StackTraceElement[0]
            : new StackTraceElement[] {
              new StackTraceElement(
                  "com.acme.orders.OrderService",
                  "fill",
                  random.nextBoolean() ? "OrderService.java" : null,
                  random.nextInt(500))
            });
    return event;
  }

  private Instant instant() {
    return random.nextBoolean()
        ? text.oneOf(CHANGES_OF_CLOCKS).plusNanos(random.nextInt(4_000_000))
        : Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
  }

  private Object[] arguments() {
    Object[] arguments = new Object[random.nextInt(4)];
    Arrays.setAll(arguments, i -> value());
    return arguments;
  }

  Object value() {
    return switch (random.nextInt(12)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> random.nextDouble() * Math.pow(10, random.nextInt(40) - 20);
      case 3 -> random.nextBoolean() ? Double.NaN : Double.POSITIVE_INFINITY;
      case 4 -> random.nextFloat();
      case 5 -> random.nextBoolean();
      case 6 -> new BigDecimal(random.nextInt()).movePointLeft(random.nextInt(12));
      case 7 -> new UUID(random.nextLong(), random.nextLong());
      case 8 -> random.nextBoolean() ? Long.MIN_VALUE : (Object) Integer.MIN_VALUE;
      case 9 -> List.of(text.next(1), 1);
      default -> text.next(3);
    };
  }

  private Map<String, String> mdc() {
    Map<String, String> mdc = new HashMap<>();
    if (random.nextBoolean()) {
      mdc.put("user", text.next(3));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      mdc.put("m" + i + text.next(1), text.next(2));
    }
    return mdc;
  }

  @SuppressWarnings("deprecation") // Logback prints what a marker refers to
  private Marker marker(int i) {
    Marker marker = markers.getDetachedMarker("M" + i + text.next(1));
    if (random.nextInt(3) == 0) {
      marker.add(markers.getDetachedMarker("child"));
      marker.add(markers.getDetachedMarker("other"));
    }
    return marker;
  }

  private Throwable throwable(int depth) {
    Throwable cause = depth < 4 && random.nextBoolean() ? throwable(depth + 1) : null;
    Throwable thrown =
        switch (random.nextInt(7)) {
          case 0 -> new IllegalStateException((String) null, cause);
          case 1 -> new IOException(text.next(), cause);
          case 2 -> new OwnText(text.next(2), cause);
          case 3 -> new RuntimeException(cause);
          case 4 -> fromDeeper(3, text.next(1));
          case 5 -> new StackOverflowError(text.next(1));
          default -> new IllegalArgumentException("plain", cause);
        };
    if (random.nextInt(8) == 0) {
      thrown.setStackTrace(new StackTraceElement[0]);
    }
    for (int i = random.nextInt(3); i > 0 && depth < 3; i--) {
      thrown.addSuppressed(throwable(depth + 1));
    }
    if (random.nextInt(6) == 0) {
      Throwable first = new RuntimeException("first", thrown);
      thrown.addSuppressed(first); // a cycle
      return first;
    }
    return thrown;
  }

  private static Throwable fromDeeper(int depth, String message) {
    return depth == 0 ? new IllegalStateException(message) : fromDeeper(depth - 1, message);
  }

  private static final class OwnText extends RuntimeException {
    private OwnText(String message, Throwable cause) {
      super(message, cause);
    }

    @Override
    public String toString() {
      return "own text of <" + getMessage() + ">";
    }
  }
}

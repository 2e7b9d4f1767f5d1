package dev.heartwood.format;

import dev.heartwood.HostileText;
import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.ThrownData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.event.Level;

/** Records that hold hostile text wherever a caller can put any. */
final class HostileEvents {
  private final HostileText text;
  private final Random random;

  HostileEvents(long seed) {
    text = new HostileText(seed);
    random = text.random();
  }

  LogRecord next() {
    String message = text.next();
    return new LogRecord(
        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
        text.oneOf(List.of(Level.values())),
        random.nextBoolean() ? "com.acme.Orders" : "l" + text.next(2),
        random.nextBoolean() ? "main" : "t" + text.next(2),
        message,
        List.of(),
        message,
        keyValues(),
        markers(2),
        mdc(),
        random.nextInt(3) == 0 ? thrown(0) : null,
        random.nextBoolean() ? frame() : null);
  }

  private List<KeyValue> keyValues() {
    List<KeyValue> pairs = new ArrayList<>();
    int count = random.nextInt(50) == 0 ? 60 : random.nextInt(5);
    for (int i = 0; i < count; i++) {
      pairs.add(new KeyValue(key(), value()));
    }
    return pairs;
  }

  private String key() {
    return switch (random.nextInt(6)) {
      case 0 -> "message";
      case 1 -> "log.level";
      case 2 -> "k";
      case 3 -> text.next(2);
      case 4 -> "\uD800"; // prints like any other half of a pair
      default -> "k" + random.nextInt(4);
    };
  }

  private Object value() {
    return switch (random.nextInt(13)) {
      case 0 -> null;
      case 1 -> random.nextInt();
      case 2 -> random.nextLong();
      case 3 -> random.nextDouble();
      case 4 -> Double.NaN;
      case 5 -> Float.NEGATIVE_INFINITY;
      case 6 -> random.nextBoolean();
      case 7 -> new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(20));
      case 8 -> new BigDecimal(BigInteger.ONE, random.nextInt());
      case 9 -> new BigInteger(random.nextInt(4_000), random);
      case 10 -> 'c';
      default -> text.next();
    };
  }

  private List<LogMarker> markers(int depth) {
    List<LogMarker> markers = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      markers.add(new LogMarker("m" + text.next(1), depth == 0 ? List.of() : markers(depth - 1)));
    }
    return markers;
  }

  private Map<String, String> mdc() {
    Map<String, String> mdc = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      mdc.put(key(), text.next(3));
    }
    if (random.nextInt(4) == 0) {
      mdc.put("trace_id", random.nextBoolean() ? "0af7651916cd43dd8448eb211c80319c" : text.next(1));
      mdc.put("span_id", "b7ad6b7169203331");
      mdc.put("trace_flags", "01");
    }
    return mdc;
  }

  private ThrownData thrown(int depth) {
    List<StackTraceElement> frames = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      frames.add(frame());
    }
    List<ThrownData> suppressed = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0 && depth < 3; i--) {
      suppressed.add(thrown(depth + 1));
    }
    return new ThrownData(
        "com.acme.Failure" + depth,
        random.nextInt(4) == 0 ? null : text.next(),
        frames,
        Math.min(frames.size(), random.nextInt(3)),
        depth < 3 && random.nextBoolean() ? thrown(depth + 1) : null,
        suppressed,
        random.nextInt(10) == 0,
        random.nextInt(5) == 0 ? "com.acme.Own" + text.next() : null);
  }

  private StackTraceElement frame() {
    return new StackTraceElement(
        "com.acme.C" + (random.nextInt(9) == 0 ? text.next(1) : ""),
        "run" + (random.nextInt(9) == 0 ? text.next(1) : ""),
        random.nextBoolean() ? null : "C" + text.next(1) + ".java",
        random.nextInt(1_000));
  }
}

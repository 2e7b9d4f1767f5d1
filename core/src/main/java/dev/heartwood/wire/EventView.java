package dev.heartwood.wire;

import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import dev.heartwood.format.PlainArguments;
import dev.heartwood.format.Utf8Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * An event read from the bytes that {@link EventWriter} wrote; one view is used for one event after
 * the other. Nothing is allocated for an event with known names whose arguments are numbers and
 * short texts.
 *
 * <p>A view is old, and to store a reference into an old object costs a barrier of the collector
 * that is dearer than the look whether it is there already.
 *
 * <p><b>Threads:</b> confined to one thread at a time. <b>Ownership:</b> an event is valid until
 * the next is read, and until then its bytes have to stay as they are; {@link #toRecord()} gives a
 * copy to keep.
 */
public final class EventView implements PlainArguments {
  private static final Level[] LEVELS = {
    Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR
  };

  private static final long NO_NUMBERS = -1;
  private static final int INITIAL_NUMBERED = 64;

  private final IntFunction<byte @Nullable []> names;
  private final Input in = new Input();
  private final DecodedNames loggers = new DecodedNames(64);
  private final DecodedNames threads = new DecodedNames(64);
  private final DecodedNames templates = new DecodedNames(256);
  private final KnownNames known = new KnownNames();
  private final ViewArguments arguments = new ViewArguments(in);

  private @Nullable String[] numbered = new @Nullable String[INITIAL_NUMBERED];
  private long numbers = NO_NUMBERS; // of the names below

  private long epochNanos;
  private Level level = Level.INFO;
  private String loggerName = "";
  private String threadName = "";
  private String template = "";
  private @Nullable String message;
  private List<KeyValue> keyValues = List.of();
  private List<LogMarker> markers = List.of();
  private Map<String, String> mdc = Map.of();
  private @Nullable ThrownData thrown;
  private @Nullable StackTraceElement caller;
  private boolean cut;
  private int has; // other than message and arguments; set before any of it

  /** For events that carry all their names. */
  public EventView() {
    this(number -> null);
  }

  /**
   * For events whose names may be numbers.
   *
   * @param names gives the UTF-8 of the name with that number, or null; asked once for each that
   *     has one
   */
  public EventView(IntFunction<byte @Nullable []> names) {
    this.names = names;
  }

  /**
   * Reads one event, which has to fill the given bytes. Costs time and memory in proportion to
   * their number, whatever they hold.
   *
   * @throws CorruptEventException if they hold no event; the view is then empty
   * @throws IndexOutOfBoundsException if they do not lie within the array
   */
  public void read(byte[] bytes, int from, int length) throws CorruptEventException {
    Objects.checkFromIndexSize(from, length, bytes.length);
    clearParts();
    boolean whole = false;
    try {
      in.begin(bytes, from, length);
      read();
      in.requireEnd();
      whole = true;
    } finally {
      if (!whole) {
        clear();
      }
    }
  }

  /** Lets go of the event. */
  public void clear() {
    epochNanos = 0;
    level = Level.INFO;
    loggerName = "";
    threadName = "";
    template = "";
    numbers = NO_NUMBERS;
    clearParts();
  }

  /** All but what every event has. */
  private void clearParts() {
    arguments.release();
    if (message != null) {
      message = null;
    }
    if (has == 0) {
      return;
    }
    has = 0;
    keyValues = List.of();
    markers = List.of();
    mdc = Map.of();
    thrown = null;
    caller = null;
    cut = false;
  }

  private void read() throws CorruptEventException {
    int version = in.oneByte();
    if (version != EventWriter.VERSION) {
      throw in.corrupt("version must be " + EventWriter.VERSION + ", was " + version);
    }
    int levelNumber = in.oneByte();
    if (levelNumber >= LEVELS.length) {
      throw in.corrupt("level must be 0 to " + (LEVELS.length - 1) + ", was " + levelNumber);
    }
    Level newLevel = LEVELS[levelNumber];
    if (level != newLevel) {
      level = newLevel;
    }
    int parts = in.oneByte();
    epochNanos = in.fixedLong();
    if ((parts & EventWriter.NUMBERED) != 0) {
      readNumbers();
    } else {
      readNames();
    }
    arguments.read();
    int rest = parts & ~EventWriter.NUMBERED;
    if (rest != 0) {
      has = rest;
      readRest();
    }
  }

  private void readNumbers() throws CorruptEventException {
    long given = in.numbers();
    if (given != numbers) { // most events have the names of the one before
      setNames(
          named((int) given & 0xFFFF),
          named((int) (given >>> Short.SIZE) & 0xFFFF),
          named((int) (given >>> 2 * Short.SIZE)));
      numbers = given;
    }
  }

  private String named(int number) throws CorruptEventException {
    String name = number < numbered.length ? numbered[number] : null;
    return name == null ? findNamed(number) : name;
  }

  private String findNamed(int number) throws CorruptEventException {
    byte[] bytes = names.apply(number);
    if (bytes == null) {
      throw in.corrupt("no name has the number " + number);
    }
    String name = WideText.read(bytes, 0, bytes.length, 0);
    if (number >= numbered.length) {
      numbered = Arrays.copyOf(numbered, Math.max(number + 1, 2 * numbered.length));
    }
    numbered[number] = name;
    return name;
  }

  private void readNames() throws CorruptEventException {
    numbers = NO_NUMBERS;
    KnownNames.Names names = in.names(known);
    if (names != null) {
      setNames(names.logger, names.thread, names.template);
      return;
    }
    int from = in.at();
    setNames(in.name(loggers), in.name(threads), in.name(templates));
    in.keep(known, from, loggerName, threadName, template);
  }

  private void setNames(String logger, String thread, String text) {
    if (loggerName != logger) {
      loggerName = logger;
    }
    if (threadName != thread) {
      threadName = thread;
    }
    if (template != text) {
      template = text;
    }
  }

  private void readRest() throws CorruptEventException {
    cut = (has & EventWriter.CUT) != 0;
    if ((has & EventWriter.MESSAGE) != 0) {
      message = in.text();
    }
    if ((has & EventWriter.KEY_VALUES) != 0) {
      keyValues = readKeyValues();
    }
    if ((has & EventWriter.MARKERS) != 0) {
      markers = List.copyOf(Throwables.readMarkers(in));
    }
    if ((has & EventWriter.MDC) != 0) {
      mdc = readMdc();
    }
    if ((has & EventWriter.THROWN) != 0) {
      thrown = Throwables.read(in);
    }
    if ((has & EventWriter.CALLER) != 0) {
      caller = Throwables.readFrame(in);
    }
  }

  private List<KeyValue> readKeyValues() throws CorruptEventException {
    int size = in.count();
    List<KeyValue> pairs = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      pairs.add(new KeyValue(in.text(), Values.read(in)));
    }
    return Collections.unmodifiableList(pairs);
  }

  private Map<String, String> readMdc() throws CorruptEventException {
    int size = in.count();
    Map<String, String> entries = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      entries.put(in.text(), in.text());
    }
    return Collections.unmodifiableMap(entries);
  }

  /** Whether the event was too long for where it was kept, and something of it was cut. */
  public boolean wasCut() {
    return cut;
  }

  @Override
  public long epochNanos() {
    return epochNanos;
  }

  @Override
  public Level level() {
    return level;
  }

  @Override
  public String loggerName() {
    return loggerName;
  }

  @Override
  public String threadName() {
    return threadName;
  }

  @Override
  public String template() {
    return template;
  }

  @Override
  public List<? extends @Nullable Object> arguments() {
    return arguments;
  }

  @Override
  public boolean appendPlain(int index, Utf8Buffer out) {
    return arguments.appendPlain(index, out);
  }

  @Override
  public String message() {
    String built = message;
    if (built == null) {
      built = arguments.isEmpty() ? template : format();
      message = built;
    }
    return built;
  }

  private String format() {
    String built = MessageFormatter.basicArrayFormat(template, arguments.toArray());
    return built == null ? "" : built;
  }

  @Override
  public boolean messagePending() {
    return message == null;
  }

  @Override
  public List<KeyValue> keyValues() {
    return keyValues;
  }

  @Override
  public List<LogMarker> markers() {
    return markers;
  }

  @Override
  public Map<String, String> mdc() {
    return mdc;
  }

  @Override
  public @Nullable ThrownData thrown() {
    return thrown;
  }

  @Override
  public @Nullable StackTraceElement caller() {
    return caller;
  }
}

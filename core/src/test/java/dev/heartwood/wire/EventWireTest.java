package dev.heartwood.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.heartwood.HostileText;
import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.TestEvents;
import dev.heartwood.ThrownData;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.format.Utf8Buffer;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class EventWireTest {
  private static final int MAX_BYTES = 1 << 20;
  private static final long NANOS = 1_795_000_000_123_456_789L;

  private final EventWriter writer = new EventWriter(MAX_BYTES);
  private final EventView view = new EventView();
  private final List<String> names = new ArrayList<>();
  private final EventView numberedView = new EventView(this::nameOf);

  @Test
  void a_record_with_everything_in_it_comes_back_equal() throws Exception {
    LogRecord record = complete();

    assertThat(roundTrip(record).toRecord()).isEqualTo(record);
    assertThat(view.wasCut()).isFalse();
  }

  @Test
  void a_record_with_nothing_but_a_message_comes_back_equal() throws Exception {
    LogRecord record = TestEvents.event("started");

    assertThat(roundTrip(record).toRecord()).isEqualTo(record);
  }

  @Test
  void maps_and_lists_keep_what_is_in_them() throws Exception {
    LogRecord record =
        TestEvents.event(
            "paid",
            new KeyValue("order", Map.of("items", List.of("tea", 3, 1.5), "gift", false)),
            new KeyValue("empty", List.of()));

    LogRecord back = roundTrip(record).toRecord();

    assertThat(back).isEqualTo(record);
    assertThat(back.keyValues().get(0).value())
        .isEqualTo(Map.of("items", List.of("tea", 3, 1.5), "gift", false));
  }

  @Test
  void values_nested_deeper_than_any_that_is_written_are_corrupt() {
    byte[] deep = new byte[200];
    for (int i = 0; i < deep.length; i += 2) {
      deep[i] = Values.LIST;
      deep[i + 1] = 1;
    }
    Input in = new Input();
    in.begin(deep, 0, deep.length);

    assertThatThrownBy(() -> Values.read(in))
        .isInstanceOf(CorruptEventException.class)
        .hasMessageContaining("value of more than 32 levels");
  }

  @Test
  void values_keep_their_types() throws Exception {
    List<@Nullable Object> values =
        Arrays.asList(
            null,
            "text",
            true,
            false,
            (byte) -128,
            (short) 32767,
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            -0.0f,
            Double.NaN,
            0.1,
            '\uD800',
            BigInteger.ONE.shiftLeft(200).negate(),
            new BigDecimal("-12.3400"),
            new UUID(1, -2),
            Instant.MIN,
            Duration.ofNanos(-1));
    call("{}", values.toArray());

    assertThat(view.arguments()).isEqualTo(values);
  }

  @Test
  void values_of_other_types_become_the_text_they_print() throws Exception {
    BigInteger huge = BigInteger.ONE.shiftLeft(100_000);
    call("{} {} {}", LocalDate.of(2026, 11, 24), URI.create("a:b"), huge);

    assertThat(view.arguments()).isEqualTo(List.of("2026-11-24", "a:b", huge.toString()));
  }

  @Test
  void the_message_of_a_plain_call_is_built_when_it_is_read() throws Exception {
    call("order {} filled at {} for {}", 42, 3.5, "EUR");

    assertThat(view.messagePending()).isTrue();
    assertThat(view.message()).isEqualTo("order 42 filled at 3.5 for EUR");
    assertThat(view.epochNanos()).isEqualTo(NANOS);
    assertThat(view.level()).isEqualTo(Level.WARN);
    assertThat(view.loggerName()).isEqualTo("orders");
    assertThat(view.threadName()).isEqualTo("main");
    assertThat(view.mdc()).isEqualTo(Map.of("user", "me"));
  }

  @Test
  void numbers_and_short_texts_are_printed_without_becoming_objects() throws Exception {
    call("{} {} {} {} {}", 42, -7L, 0.25, "x y", "");
    Utf8Buffer out = new Utf8Buffer();

    for (int i = 0; i < 5; i++) {
      assertThat(view.appendPlain(i, out)).isTrue();
    }
    assertThat(new String(out.toByteArray(), StandardCharsets.UTF_8)).isEqualTo("42-70.25x y");
    assertThat(List.<Object>copyOf(view.arguments())).containsExactly(42, -7L, 0.25, "x y", "");
  }

  @Test
  void a_text_that_a_format_may_escape_is_left_to_the_format() throws Exception {
    Utf8Buffer out = new Utf8Buffer();
    for (String text : List.of("a\nb", "\"", "\\", "\u007f", "\u00e4", "\u0000", "\u20ac")) {
      call("{} {}", "before", text);

      assertThat(view.appendPlain(1, out)).as(text).isFalse();
      assertThat(view.arguments().get(1)).isEqualTo(text);
    }
    assertThat(out.length()).isZero();
  }

  @Test
  void a_character_to_escape_is_found_wherever_it_stands() throws Exception {
    for (int length = 1; length <= 20; length++) {
      for (int at = 0; at < length; at++) {
        for (char c = 0; c < 0x100; c++) {
          String text = "a".repeat(at) + c + "z".repeat(length - at - 1);
          call("{}", text);

          boolean plain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
          assertThat(view.appendPlain(0, new Utf8Buffer())).as(text).isEqualTo(plain);
          assertThat(view.arguments().get(0)).isEqualTo(text);
        }
      }
    }
  }

  @Test
  void numbers_of_every_length_come_back_wherever_they_stand() throws Exception {
    for (int bits = 0; bits < Long.SIZE; bits++) {
      for (long number : new long[] {1L << bits, (1L << bits) - 1, -(1L << bits)}) {
        call("{}", number, (int) number, "behind", number, (int) number);

        assertThat(List.<Object>copyOf(view.arguments()))
            .containsExactly(number, (int) number, "behind", number, (int) number);
      }
    }
  }

  @Test
  void texts_that_are_too_many_or_too_long_come_back_as_well() throws Exception {
    String[] texts = IntStream.range(0, 40).mapToObj("text %d"::formatted).toArray(String[]::new);
    texts[7] = "long ".repeat(25);
    texts[8] = "longer ".repeat(200);
    call("{}", (Object[]) texts);

    assertThat(List.<Object>copyOf(view.arguments())).containsExactly((Object[]) texts);
    call("{}", "one");
    assertThat(List.<Object>copyOf(view.arguments())).containsExactly("one");
  }

  @Test
  void names_of_any_length_come_back_in_any_company() throws Exception {
    Random random = new Random(17);
    int[] lengths = {0, 1, 7, 8, 9, 16, 127, 128, 300, 600};
    for (int i = 0; i < 20_000; i++) {
      String[] names = new String[3];
      for (int n = 0; n < 3; n++) {
        String end = "" + random.nextInt(3); // few, so that most were there before
        int length = lengths[random.nextInt(lengths.length)];
        names[n] =
            length == 0 ? "" : (random.nextBoolean() ? "a" : "\u00e4").repeat(length - 1) + end;
      }
      long nanos = random.nextLong();
      writer.clear(0);
      writer.writeCall(nanos, Level.INFO, names[0], names[1], names[2], i, null, null, 1, Map.of());
      view.read(writer.array(), 0, writer.length());

      assertThat(List.of(view.loggerName(), view.threadName(), view.template()))
          .containsExactly(names);
      assertThat(view.epochNanos()).isEqualTo(nanos);
      assertThat(view.arguments().get(0)).isEqualTo(i);
    }
  }

  @Test
  void names_that_share_their_ends_are_told_apart() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      String name = "same-" + (i % 7) + "-and-the-same-again";
      writer.clear(0);
      writer.writeCall(NANOS, Level.INFO, name, name, name, i, null, null, 1, Map.of());
      view.read(writer.array(), 0, writer.length());

      assertThat(List.of(view.loggerName(), view.threadName(), view.template()))
          .containsExactly(name, name, name);
    }
  }

  @Test
  void an_event_does_not_inherit_parts_of_the_one_before() throws Exception {
    LogRecord full = roundTrip(TestEvents.event("text", new KeyValue("key", "value"))).toRecord();
    call("plain");

    assertThat(full.keyValues()).isNotEmpty();
    assertThat(view.keyValues()).isEmpty();
    assertThat(view.message()).isEqualTo("plain");
    assertThat(view.wasCut()).isFalse();
  }

  @Test
  void text_of_any_kind_comes_back_as_it_was() throws Exception {
    HostileText texts = new HostileText(4711);
    for (int i = 0; i < 2_000; i++) {
      String text = texts.next() + (char) texts.random().nextInt(0x10000);
      LogRecord record = TestEvents.event(text, new KeyValue(text, text));

      assertThat(roundTrip(record).toRecord()).isEqualTo(record);
    }
  }

  @Test
  void the_bytes_are_those_that_the_layout_draws() {
    writer.clear(0);
    writer.writeCall(1, Level.INFO, "a.B", "main", "n {}", 300, null, null, 1, Map.of());

    assertThat(HexFormat.of().formatHex(writer.array(), 0, writer.length()))
        .isEqualTo(
            "010200" // version, INFO, nothing else
                + "0100000000000000" // nanoseconds
                + "03612e42" // logger
                + "046d61696e" // thread
                + "046e207b7d" // template
                + "01" // one argument
                + "062c010000"); // int 300
  }

  @Test
  void names_that_come_again_are_numbers_from_the_second_time_on() throws Exception {
    EventWriter numbering = new EventWriter(MAX_BYTES, this::numberOf);
    int[] lengths = new int[4];
    for (int i = 0; i < 4; i++) {
      LogRecord record = numbered(i);
      numbering.clear(0);
      numbering.write(record);
      lengths[i] = numbering.length();
      numberedView.read(numbering.array(), 0, numbering.length());

      assertThat(numberedView.toRecord()).isEqualTo(record);
    }
    assertThat(names).containsExactly("orders", "main", "paid {}");
    assertThat(lengths[0] - lengths[1]).as("each has a length in front").isEqualTo(17 + 3 - 6);
    assertThat(lengths[3]).isEqualTo(lengths[1]);
  }

  @Test
  void names_without_numbers_are_asked_for_less_and_less_often() {
    EventWriter numbering =
        new EventWriter(
            MAX_BYTES,
            (name, from, to, many) -> {
              names.add(new String(name, from, to - from, StandardCharsets.UTF_8));
              return -1;
            });
    for (int i = 0; i < 1_000; i++) {
      numbering.clear(0);
      numbering.write(numbered(i));
    }

    assertThat(names).hasSize(3 * 10); // at the powers of two
    assertThat(numbering.array()[2] & EventWriter.NUMBERED).isZero();
  }

  @Test
  void an_event_with_a_number_that_is_no_name_is_corrupt_and_the_next_is_read() throws Exception {
    EventWriter numbering = new EventWriter(MAX_BYTES, this::numberOf);
    write(numbering, numbered(0));
    byte[] good = write(numbering, numbered(1));
    byte[] bad = good.clone();
    bad[EventWriter.NAMES + 4] = 77;

    numberedView.read(good, 0, good.length);
    assertThatThrownBy(() -> numberedView.read(bad, 0, bad.length))
        .isInstanceOf(CorruptEventException.class)
        .hasMessageContaining("no name has the number 77");
    assertThat(numberedView.loggerName()).isEmpty();
    numberedView.read(good, 0, good.length);
    assertThat(numberedView.toRecord()).isEqualTo(numbered(1));
    assertThatThrownBy(() -> view.read(good, 0, good.length))
        .as("without names")
        .isInstanceOf(CorruptEventException.class);
  }

  @Test
  void an_event_gets_its_names_back_to_be_kept_elsewhere() throws Exception {
    EventWriter numbering = new EventWriter(MAX_BYTES, this::numberOf);
    byte[] first = write(numbering, numbered(7));
    byte[] second = write(numbering, numbered(7));

    byte[] full = EventWriter.inFull(second, 0, second.length, this::nameOf);
    assertThat(full).isEqualTo(first);
    assertThat(EventWriter.inFull(first, 0, first.length, this::nameOf)).isNull();
    assertThat(EventWriter.inFull(second, 0, second.length, number -> null)).isNull();
  }

  @Test
  void names_too_long_for_a_short_length_stay_names() throws Exception {
    EventWriter numbering = new EventWriter(MAX_BYTES, this::numberOf);
    String longName = "o".repeat(128);
    for (int i = 0; i < 4; i++) {
      numbering.clear(0);
      numbering.writeCall(1, Level.INFO, longName, "main", "{}", i, null, null, 1, Map.of());
      numberedView.read(numbering.array(), 0, numbering.length());

      assertThat(numberedView.loggerName()).isEqualTo(longName);
    }
    assertThat(names).doesNotContain(longName);
  }

  private static LogRecord numbered(int argument) {
    return new LogRecord(
        TestEvents.TIME,
        Level.INFO,
        "orders",
        "main",
        "paid {}",
        List.of(Integer.toString(argument)),
        "paid " + argument,
        List.of(),
        List.of(),
        Map.of(),
        null,
        null);
  }

  private static byte[] write(EventWriter numbering, LogRecord record) {
    numbering.clear(0);
    numbering.write(record);
    return Arrays.copyOf(numbering.array(), numbering.length());
  }

  private int numberOf(byte[] name, int from, int to, boolean many) {
    String text = new String(name, from, to - from, StandardCharsets.UTF_8);
    assertThat(many).isEqualTo(text.equals("main"));
    if (!names.contains(text)) {
      names.add(text);
    }
    return names.indexOf(text);
  }

  private byte @Nullable [] nameOf(int number) {
    return number < names.size() ? names.get(number).getBytes(StandardCharsets.UTF_8) : null;
  }

  @Test
  void an_event_follows_another_in_one_buffer() throws Exception {
    writer.clear(16);
    writer.write(TestEvents.event("first"));
    int end = writer.length();
    writer.write(complete());
    view.read(writer.array(), end, writer.length() - end);

    assertThat(view.toRecord()).isEqualTo(complete());
    view.read(writer.array(), 16, end - 16);
    assertThat(view.message()).isEqualTo("first");
  }

  @Test
  void a_text_too_long_is_cut_between_characters_with_a_note() throws Exception {
    String text = "\uD83C\uDF33".repeat(MAX_BYTES);
    writer.clear(0);

    assertThat(writer.write(TestEvents.event(text))).isTrue();
    assertThat(writer.length()).isLessThanOrEqualTo(MAX_BYTES);
    view.read(writer.array(), 0, writer.length());
    assertThat(view.wasCut()).isTrue();
    assertThat(view.message())
        .startsWith("\uD83C\uDF33")
        .endsWith("\uDF33[cut: " + text.length() + " chars]");
  }

  @Test
  void whatever_is_too_long_the_event_fits() throws Exception {
    EventWriter small = new EventWriter(EventWriter.LEAST_MAX_BYTES);
    ThrownData thrown = deep(ThrownData.MAX_DEPTH, "why \u20AC ".repeat(100));
    LogRecord huge =
        new LogRecord(
            TestEvents.TIME,
            Level.ERROR,
            "\u20AC".repeat(5_000),
            "\u20AC".repeat(5_000),
            "\u20AC".repeat(5_000),
            Collections.nCopies(10_000, "argument"),
            "\u20AC".repeat(5_000),
            Collections.nCopies(10_000, new KeyValue("key", 1)),
            Collections.nCopies(10_000, new LogMarker("marker", List.of())),
            Map.of("user", "u".repeat(5_000)),
            thrown,
            thrown.frames().get(0));
    small.clear(0);

    assertThat(small.write(huge)).isTrue();
    assertThat(small.length()).isLessThanOrEqualTo(EventWriter.LEAST_MAX_BYTES);
    view.read(small.array(), 0, small.length());
    assertThat(view.loggerName()).startsWith("\u20AC\u20AC").endsWith("[cut: 5000 chars]");
  }

  @Test
  void a_frame_prints_as_it_did_whether_the_jvm_made_it_or_code() throws Exception {
    List<StackTraceElement> frames = new ArrayList<>();
    try {
      List.of().iterator().next();
    } catch (NoSuchElementException e) {
      frames.addAll(List.of(e.getStackTrace())); // of java.base, of this class, of JUnit
    }
    frames.add(new StackTraceElement("app", "java.base", "17", "a.B", "made", "B.java", 1));
    frames.add(new StackTraceElement("shop", null, null, "a.B", "made", null, -2));
    Exception thrown = new Exception("with frames");
    thrown.setStackTrace(frames.toArray(StackTraceElement[]::new));
    ThrownData before = ThrownData.of(thrown);
    LogRecord plain = TestEvents.event("failed");
    LogRecord record =
        new LogRecord(
            plain.timestamp(),
            plain.level(),
            plain.loggerName(),
            plain.threadName(),
            plain.template(),
            List.of(),
            plain.message(),
            List.of(),
            List.of(),
            Map.of(),
            before,
            null);

    ThrownData after = roundTrip(record).toRecord().thrown();

    assertThat(after).isNotNull();
    assertThat(after.frames()).extracting(StackTraceElement::toString).isEqualTo(printed(before));
  }

  private static List<String> printed(ThrownData thrown) {
    return thrown.frames().stream().map(StackTraceElement::toString).toList();
  }

  @Test
  void bytes_that_break_off_are_refused() {
    byte[] bytes = bytes(complete());
    for (int i = 0; i < bytes.length; i++) {
      int length = i;
      assertThatThrownBy(() -> view.read(bytes, 0, length))
          .isInstanceOf(CorruptEventException.class)
          .hasMessageStartingWith("corrupt event at byte ");
    }
  }

  @Test
  void bytes_too_many_are_refused() {
    byte[] bytes = Arrays.copyOf(bytes(complete()), bytes(complete()).length + 2);

    assertThatThrownBy(() -> view.read(bytes, 0, bytes.length))
        .isInstanceOf(CorruptEventException.class)
        .hasMessageEndingWith("2 bytes too many");
  }

  @Test
  void a_version_to_come_is_refused() {
    byte[] bytes = bytes(complete());
    bytes[0] = 2;

    assertThatThrownBy(() -> view.read(bytes, 0, bytes.length))
        .hasMessage("corrupt event at byte 1: version must be 1, was 2");
  }

  @Test
  void a_flipped_bit_gives_an_event_or_one_clear_error() {
    byte[] bytes = bytes(complete());
    int refused = 0;
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      refused += isRefused(bytes) ? 1 : 0;
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertThat(refused).isPositive();
  }

  @Test
  void noise_gives_an_event_or_one_clear_error() {
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200) + EventWriter.NAMES];
      random.nextBytes(bytes);
      bytes[0] = EventWriter.VERSION;
      bytes[1] = 2;
      refused += isRefused(bytes) ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  @Test
  void counts_that_lie_reserve_no_memory() {
    byte[] lie = HexFormat.of().parseHex("010200" + "00".repeat(11) + "ffffffff07");
    byte[] markers = HexFormat.of().parseHex("010204" + "00".repeat(12) + "0100".repeat(5_000));

    assertThatThrownBy(() -> view.read(lie, 0, lie.length))
        .hasMessageContaining("number at most 0 expected, found 2147483647");
    assertThatThrownBy(() -> view.read(markers, 0, markers.length))
        .isInstanceOf(CorruptEventException.class);
  }

  @Test
  void writing_and_reading_numbers_and_short_texts_allocates_nothing() throws Exception {
    Object[] arguments = {42, 3.5, "customer-4711"};
    writeAndRead(arguments);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    writeAndRead(arguments);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private void writeAndRead(Object[] arguments) throws CorruptEventException {
    for (int i = 0; i < 10_000; i++) {
      writer.clear(16);
      writer.writeCall(
          NANOS, Level.INFO, "orders", "main", "{} {} {}", null, null, arguments, 3, Map.of());
      view.read(writer.array(), 16, writer.length() - 16);
    }
  }

  @Test
  void an_encoder_prints_a_view_as_it_prints_the_record() throws Exception {
    PatternEncoder encoder = PatternEncoder.compile("%d %level %logger %msg %kvp%n");
    Utf8Buffer ofView = new Utf8Buffer();
    Utf8Buffer ofRecord = new Utf8Buffer();
    call("order {} filled at {} for {}", 42, 3.5, "EUR");
    encoder.encode(view, ofView);
    encoder.encode(view.toRecord(), ofRecord);

    assertThat(ofView.toByteArray()).isEqualTo(ofRecord.toByteArray());
  }

  private boolean isRefused(byte[] bytes) {
    try {
      view.read(bytes, 0, bytes.length);
      view.toRecord();
      return false;
    } catch (CorruptEventException e) {
      return true;
    }
  }

  private EventView roundTrip(LogRecord record) throws CorruptEventException {
    byte[] bytes = bytes(record);
    view.read(bytes, 0, bytes.length);
    return view;
  }

  private byte[] bytes(LogRecord record) {
    writer.clear(0);
    writer.write(record);
    return Arrays.copyOf(writer.array(), writer.length());
  }

  private void call(String template, @Nullable Object... arguments) throws CorruptEventException {
    writer.clear(0);
    writer.writeCall(
        NANOS,
        Level.WARN,
        "orders",
        "main",
        template,
        null,
        null,
        arguments,
        arguments.length,
        Map.of("user", "me"));
    view.read(writer.array(), 0, writer.length());
  }

  private static ThrownData deep(int depth, String message) {
    List<StackTraceElement> frames = List.of(Thread.currentThread().getStackTrace());
    ThrownData cause = depth == 0 ? null : deep(depth - 1, message);
    return new ThrownData("a.Failure", message, frames, 0, cause, List.of(), false);
  }

  static LogRecord complete() {
    List<StackTraceElement> frames = new ArrayList<>();
    frames.add(new StackTraceElement("app", "java.base", "17", "java.lang.A", "run", "A.java", 7));
    frames.add(new StackTraceElement("a.B", "<init>", null, -2));
    ThrownData cause =
        new ThrownData("a.Cause", null, frames, 1, null, List.of(), false, "own text");
    ThrownData cyclic = new ThrownData("a.B", "b", List.of(), 0, null, List.of(), true);
    return new LogRecord(
        TestEvents.TIME,
        Level.ERROR,
        "orders.\u00FCber",
        "worker-1",
        "order {} of {}",
        List.of("42", "\u20AC\uD83C\uDF33\uD83C"),
        "order 42 of something else",
        List.of(new KeyValue("id", 42L), new KeyValue("id", null), new KeyValue("ok", true)),
        List.of(new LogMarker("AUDIT", List.of(new LogMarker("SECRET", List.of())))),
        Map.of("user", "me"),
        new ThrownData("a.B", "b", frames, 0, cause, List.of(cyclic, cause), false),
        frames.get(0));
  }
}

package dev.heartwood.service.storage.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.disk.LockedException;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Condition.Compare;
import dev.heartwood.service.query.Condition.Is;
import dev.heartwood.service.query.Condition.Not;
import dev.heartwood.service.query.Condition.Operator;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.Stats;
import dev.heartwood.service.storage.TestEntries;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this engine does beyond what all do. */
class LuceneStorageTest {
  private static final Instant DAY1 = Instant.parse("2026-03-10T08:00:00Z");
  private static final Instant DAY2 = Instant.parse("2026-03-11T08:00:00Z");
  private static final Instant DAY3 = Instant.parse("2026-03-12T08:00:00Z");

  @TempDir Path temporary;
  private final TestEntries entries = new TestEntries();

  private Path directory() {
    return temporary.resolve("index");
  }

  private Path day(String name) {
    return directory().resolve(name);
  }

  @Test
  void its_files_are_for_their_owner_only() throws Exception {
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      storage.add(List.of(entries.at(DAY1, "1"), entries.at(DAY2, "2")));
      storage.commit();
      storage.backup(temporary.resolve("copy"));
      for (Path root : List.of(directory(), temporary.resolve("copy"))) {
        for (Path path : all(root)) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
              .describedAs(path.toString())
              .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
        }
      }
    }
  }

  @Test
  void is_open_once_at_a_time() throws Exception {
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      assertThatThrownBy(() -> LuceneStorage.open(directory(), entries))
          .isInstanceOf(LockedException.class);
      assertThat(storage.committed()).isZero();
    }
    LuceneStorage.open(directory(), entries).close();
  }

  @Test
  void a_commit_leaves_idle_days_as_they_are() throws Exception {
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      storage.add(List.of(entries.at(DAY1, "1")));
      storage.commit();
      List<Path> before = all(day("2026-03-10"));
      storage.add(List.of(entries.at(DAY2, "2")));
      storage.commit();
      assertThat(all(day("2026-03-10"))).isEqualTo(before);
      assertThat(storage.committed()).isEqualTo(3);
    }
  }

  @Test
  void without_its_state_each_day_still_passes_over_what_it_has() throws Exception {
    List<LogEntry> some = List.of(entries.at(DAY1, "1"), entries.at(DAY2, "2"));
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      storage.add(some);
    }
    Files.delete(directory().resolve("state"));
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      assertThat(storage.committed()).isZero();
      storage.add(some);
      storage.refresh();
      assertThat(messages(storage)).containsExactly("1", "2");
    }
  }

  @Test
  void seals_old_days_and_again_once_no_more_late_entries_come() throws Exception {
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      for (int i = 0; i < 5; i++) {
        storage.add(List.of(entries.at(DAY1, "1"), entries.at(DAY2, "2")));
        storage.refresh();
      }
      assertThat(storage.seal(DAY2)).isEqualTo(1);
      assertThat(segments("2026-03-10")).isEqualTo(1);
      assertThat(storage.seal(DAY2)).isZero();
      storage.add(List.of(entries.at(DAY1, "late")));
      storage.refresh();
      assertThat(messages(storage)).hasSize(11).contains("late");
      assertThat(storage.seal(DAY2)).as("while they come").isZero();
      assertThat(storage.seal(DAY2)).isEqualTo(1);
      assertThat(segments("2026-03-10")).isEqualTo(1);
      storage.add(List.of(entries.at(DAY1, "late"), entries.at(DAY1, "later")));
      storage.refresh();
      assertThat(storage.seal(DAY2)).as("while a quarter of it is new").isEqualTo(1);
      assertThat(messages(storage)).hasSize(13);
    }
  }

  @Test
  void verifies_that_all_is_well_and_finds_a_flipped_bit() throws Exception {
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      storage.add(List.of(entries.at(DAY1, "1"), entries.at(DAY2, "2"), entries.at(DAY2, "3")));
      List<DayCheck> told = new ArrayList<>();
      List<DayCheck> checks = storage.verify(told::add);
      assertThat(told).isEqualTo(checks);
      assertThat(checks).extracting(DayCheck::entries).containsExactly(1L, 2L);
      assertThat(checks).extracting(DayCheck::problem).containsOnlyNulls();
    }
    flip(day("2026-03-11"), ".fdt");
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      List<DayCheck> checks = storage.verify(check -> {});
      assertThat(checks.get(0).problem()).isNull();
      assertThat(checks.get(1).day()).isEqualTo(LocalDate.parse("2026-03-11"));
      assertThat(checks.get(1).problem()).isNotNull();
    }
  }

  @Test
  void a_copy_has_what_was_added_before_it() throws Exception {
    Path copy = temporary.resolve("copy");
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      storage.add(List.of(entries.at(DAY1, "1"), entries.at(DAY2, "2")));
      storage.backup(copy);
      storage.add(List.of(entries.at(DAY2, "3")));
      storage.commit();
      assertThatThrownBy(() -> storage.backup(copy)).isInstanceOf(FileAlreadyExistsException.class);
      storage.retire(DAY2);
    }
    try (LuceneStorage storage = LuceneStorage.open(copy, entries)) {
      assertThat(messages(storage)).containsExactly("1", "2");
      assertThat(storage.committed()).isEqualTo(3);
    }
  }

  @Test
  void names_a_damaged_day_and_takes_its_entries_again() throws Exception {
    List<LogEntry> some =
        List.of(entries.at(DAY1, "1"), entries.at(DAY2, "2"), entries.at(DAY3, "3"));
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      storage.add(some);
    }
    for (Path file : all(day("2026-03-11"))) {
      if (file.getFileName().toString().startsWith("segments_")) {
        Files.delete(file);
      }
    }
    assertThatThrownBy(() -> LuceneStorage.open(directory(), entries))
        .isInstanceOf(DamagedIndexException.class)
        .hasMessageStartingWith("index " + day("2026-03-11") + " cannot be read: ");
    flip(day("2026-03-12"), ".tim");
    assertThat(LuceneStorage.discardDamaged(directory()))
        .containsExactly(LocalDate.parse("2026-03-11"), LocalDate.parse("2026-03-12"));
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      assertThat(storage.committed()).isZero();
      assertThat(messages(storage)).containsExactly("1");
      storage.add(some);
      storage.refresh();
      assertThat(messages(storage)).containsExactly("1", "2", "3");
    }
  }

  @Test
  void refuses_a_state_that_is_damaged_or_newer() throws Exception {
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      storage.add(List.of(entries.at(DAY1, "1")));
    }
    Path state = directory().resolve("state");
    String good = Files.readString(state);
    Files.writeString(state, good.replace("heartwood-index 1", "heartwood-index 2"));
    assertThatThrownBy(() -> LuceneStorage.open(directory(), entries))
        .isInstanceOf(DamagedIndexException.class)
        .hasMessageEndingWith("version must be 1, was heartwood-index 2");
    Files.writeString(state, good.replace("committed 2", "committed 9"));
    assertThatThrownBy(() -> LuceneStorage.open(directory(), entries))
        .isInstanceOf(DamagedIndexException.class)
        .hasMessageEndingWith("its checksum does not match");
    Files.delete(day("2026-03-10").resolve("write.lock"));
    Files.writeString(state, good);
    LuceneStorage.open(directory(), entries).close();
  }

  @Test
  void goes_back_to_the_last_commit_when_a_disk_fails_and_takes_the_rest_again() throws Exception {
    AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    List<LogEntry> all = new ArrayList<>();
    try (LuceneStorage storage =
        LuceneStorage.open(
            directory(),
            entries,
            LuceneOptions.DEFAULT.withOpenPartitions(1),
            path -> new FailingDirectory(PrivateDirectory.open(path), left))) {
      for (int i = 0; i < 10; i++) {
        all.add(entries.at(i % 2 == 0 ? DAY1 : DAY2, "m" + i));
      }
      storage.add(all.subList(0, 4));
      storage.commit();
      storage.add(all.subList(4, 6));
      storage.refresh();
      left.set(3);
      assertThatThrownBy(() -> storage.add(all.subList(6, 10)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no space");
      left.set(Integer.MAX_VALUE);
      assertThat(storage.committed()).isEqualTo(5);
      storage.add(all.stream().filter(e -> e.sequence() >= storage.committed()).toList());
      storage.refresh();
      assertThat(messages(storage)).hasSize(10).doesNotHaveDuplicates();
    }
  }

  @Test
  void finds_metadata_beyond_what_is_indexed() throws Exception {
    Map<String, Object> many = new LinkedHashMap<>();
    for (int i = 0; i < EntryTerms.MOST_VALUES + 50; i++) {
      many.put("field" + i, "value" + i);
    }
    many.put("number", 42L);
    Map<String, Object> huge = Map.of("number", BigInteger.TEN.pow(300));
    try (LuceneStorage storage = LuceneStorage.open(directory(), entries)) {
      storage.add(
          List.of(
              entries.of(DAY1, Severity.INFO, "s", "many", many),
              entries.of(DAY1, Severity.INFO, "s", "huge", huge),
              entries.of(DAY1, Severity.INFO, "s", "few", Map.of("number", 42L))));
      storage.refresh();
      Field number = new Field("metadata.number");
      Field last = new Field("metadata.field" + (EntryTerms.MOST_VALUES + 49));
      assertThat(messages(storage, new Is(last, "value305"))).containsExactly("many");
      assertThat(messages(storage, new Is(number, "42"))).containsExactly("many", "few");
      assertThat(messages(storage, new Compare(number, Operator.MORE, new BigDecimal("1e299"))))
          .containsExactly("huge");
      assertThat(messages(storage, new Not(new Is(number, "42")))).containsExactly("huge");
      assertThat(storage.stats(new StatsQuery(Condition.EVERYTHING, null, number, 1)).top())
          .containsExactly(new Stats.Count("42", 2));
    }
  }

  @Test
  void says_that_a_field_has_too_many_values_to_count() throws Exception {
    try (LuceneStorage storage =
        LuceneStorage.open(directory(), entries, LuceneOptions.DEFAULT.withMostValues(2))) {
      storage.add(List.of(entries.saying("1"), entries.saying("2"), entries.saying("3")));
      storage.refresh();
      StatsQuery query = new StatsQuery(Condition.EVERYTHING, Duration.ofHours(1), Field.ID, 1);
      assertThatThrownBy(() -> storage.stats(query))
          .isInstanceOf(TooManyValuesException.class)
          .hasMessageStartingWith("log_id must have at most 2 different values");
    }
  }

  @Test
  void refuses_options_that_cannot_be() {
    assertThatThrownBy(() -> LuceneOptions.DEFAULT.withBufferBytes(1000))
        .hasMessage("buffer must be at least 1048576 bytes, was 1000");
    assertThatThrownBy(() -> LuceneOptions.DEFAULT.withOpenPartitions(0))
        .hasMessage("open partitions must be at least 1, was 0");
  }

  /** What looking for text by words rests on. */
  @Test
  void lower_case_makes_letters_of_letters_only() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (point == 'İ' || (point >= 0xD800 && point < 0xE000)) {
        continue;
      }
      String lower = new String(Character.toChars(point)).toLowerCase(Locale.ROOT);
      assertThat(lower.codePointCount(0, lower.length())).isEqualTo(1);
      assertThat(Character.isLetterOrDigit(lower.codePointAt(0)))
          .isEqualTo(Character.isLetterOrDigit(point));
    }
  }

  private static List<String> messages(LuceneStorage storage) throws IOException {
    return messages(storage, Condition.EVERYTHING);
  }

  private static List<String> messages(LuceneStorage storage, Condition where) throws IOException {
    return storage
        .find(LogQuery.newest(where, 100).withOrder(Order.OLDEST_FIRST))
        .entries()
        .stream()
        .map(entry -> entry.content().message())
        .toList();
  }

  private long segments(String name) throws IOException {
    return all(day(name)).stream().filter(file -> file.toString().endsWith(".si")).count();
  }

  private static List<Path> all(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.sorted().toList();
    }
  }

  private static void flip(Path root, String suffix) throws IOException {
    for (Path file : all(root)) {
      if (file.toString().endsWith(suffix)) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 20] ^= 1;
        Files.write(file, bytes);
        return;
      }
    }
    throw new AssertionError("no " + suffix + " in " + root);
  }

  /** Makes so many more files, then no more. */
  private static final class FailingDirectory extends FilterDirectory {
    private final AtomicInteger left;

    FailingDirectory(Directory files, AtomicInteger left) {
      super(files);
      this.left = left;
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      if (left.decrementAndGet() < 0) {
        throw new IOException("no space left");
      }
      return super.createOutput(name, context);
    }
  }
}

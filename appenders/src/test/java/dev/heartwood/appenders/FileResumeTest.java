package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.Resumable.Outcome;
import dev.heartwood.WriteLedger;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handler makes of a file that a killed process has left, by what was noted last. */
class FileResumeTest {
  private @TempDir Path dir;

  @Test
  void notes_each_batch_before_it_is_written_and_after() throws Exception {
    Notes notes = new Notes(null);
    try (FileHandler handler = handler()) {
      assertThat(handler.resume(notes)).isEqualTo(Outcome.UNKNOWN);
      write(handler, "one", "two");
    }
    assertThat(notes.kinds).containsExactly("taken", "taken", "WRITING 0-8", "WRITTEN 0-8");
  }

  @Test
  void a_batch_that_was_cut_at_any_byte_is_taken_back() throws Exception {
    WriteLedger.Note writing = killedWhileWriting();
    String whole = Files.readString(file());
    for (long length = writing.start(); length < writing.end(); length++) {
      Files.writeString(file(), whole); // the same file, for its key
      cut(length);
      try (FileHandler handler = handler()) {
        assertThat(handler.resume(new Notes(writing))).isEqualTo(Outcome.NOT_WRITTEN);
        assertThat(file()).hasContent("before\n");
        write(handler, "again");
      }
      assertThat(file()).hasContent("before\nagain\n");
    }
  }

  @Test
  void a_batch_that_is_whole_stays_whatever_follows() throws Exception {
    WriteLedger.Note writing = killedWhileWriting();
    try (FileHandler handler = handler()) {
      handler.open();
      assertThat(handler.resume(new Notes(writing))).isEqualTo(Outcome.WRITTEN);
    }
    Files.writeString(file(), "foreign\n", StandardOpenOption.APPEND);
    try (FileHandler handler = handler()) {
      assertThat(handler.resume(new Notes(writing))).isEqualTo(Outcome.WRITTEN);
    }
    assertThat(file()).hasContent("before\none\ntwo\nforeign\n");
  }

  @Test
  void bytes_of_somebody_else_are_left_alone() throws Exception {
    WriteLedger.Note writing = killedWhileWriting();
    cut(writing.start());
    Files.writeString(file(), "somebody else's\n", StandardOpenOption.APPEND);
    try (FileHandler handler = handler()) {
      assertThat(handler.resume(new Notes(writing))).isEqualTo(Outcome.UNKNOWN);
    }
    assertThat(file()).hasContent("before\nsomebody else's\n");
  }

  @Test
  void of_a_file_that_was_replaced_nobody_can_tell() throws Exception {
    WriteLedger.Note writing = killedWhileWriting();
    Files.move(file(), dir.resolve("moved.log"));
    Files.writeString(file(), "new\n");
    try (FileHandler handler = handler()) {
      assertThat(handler.resume(new Notes(writing))).isEqualTo(Outcome.UNKNOWN);
    }
    assertThat(file()).hasContent("new\n");
  }

  @Test
  void of_a_file_that_is_gone_or_was_cut_from_outside_nobody_can_tell() throws Exception {
    WriteLedger.Note writing = killedWhileWriting();
    cut(writing.start() - 1);
    try (FileHandler handler = handler()) {
      assertThat(handler.resume(new Notes(writing))).isEqualTo(Outcome.UNKNOWN);
    }
    Files.delete(file());
    try (FileHandler handler = handler()) {
      assertThat(handler.resume(new Notes(writing))).isEqualTo(Outcome.UNKNOWN);
    }
  }

  @Test
  void what_was_noted_as_written_is_not_looked_at() throws Exception {
    Notes written = new Notes(new WriteLedger.Note(WriteLedger.Kind.WRITTEN, 1, 0, 100, 7));
    Notes unsure = new Notes(new WriteLedger.Note(WriteLedger.Kind.UNSURE, 1, 0, 100, 7));
    try (FileHandler one = handler()) {
      assertThat(one.resume(written)).isEqualTo(Outcome.WRITTEN);
      assertThat(one.resume(unsure)).as("already in use").isEqualTo(Outcome.UNKNOWN);
    }
    try (FileHandler other = handler()) {
      assertThat(other.resume(unsure)).isEqualTo(Outcome.UNKNOWN);
    }
  }

  @Test
  void a_roll_that_was_noted_is_done_at_the_next_start() throws Exception {
    Notes notes = new Notes(null);
    try (FileHandler handler = rolling()) {
      handler.resume(notes);
      write(handler, "one", "two");
      write(handler, "three"); // rolls first
    }
    assertThat(notes.kinds).contains("ROLLING 13-13");
    assertThat(dir.resolve("app.1.log")).hasContent("head\none\ntwo\nfoot\n");
    WriteLedger.Note rollingNote = notes.rolled;
    // as if the process had been killed with half the footer written
    Files.delete(file());
    Files.move(dir.resolve("app.1.log"), file());
    cut(15);
    try (FileHandler handler = rolling()) {
      assertThat(handler.resume(new Notes(rollingNote))).isEqualTo(Outcome.WRITTEN);
      write(handler, "three");
    }
    assertThat(dir.resolve("app.1.log")).hasContent("head\none\ntwo\nfoot\n");
    assertThat(file()).hasContent("head\nthree\nfoot\n");
  }

  @Test
  void a_roll_that_was_done_is_not_done_again() throws Exception {
    Notes notes = new Notes(null);
    try (FileHandler handler = rolling()) {
      handler.resume(notes);
      write(handler, "one", "two");
      write(handler, "three");
    }
    try (FileHandler handler = rolling()) {
      assertThat(handler.resume(new Notes(notes.rolled))).isEqualTo(Outcome.WRITTEN);
    }
    assertThat(dir.resolve("app.1.log")).hasContent("head\none\ntwo\nfoot\n");
    assertThat(dir.resolve("app.2.log")).doesNotExist();
  }

  @Test
  void after_a_loss_of_power_only_what_is_missing_is_written() throws Exception {
    String whole = "before\none\ntwo\nthree\n";
    for (int length = "before\n".length(); length <= whole.length(); length++) {
      Files.writeString(file(), whole);
      cut(length);
      Notes notes = new Notes(forcedBefore());
      notes.repeated = 3;
      try (FileHandler handler = handler()) {
        assertThat(handler.resume(notes)).isEqualTo(Outcome.WRITTEN);
        write(handler, "one", "two");
        write(handler, "three");
        write(handler, "three");
      }
      assertThat(file()).as("%d bytes", length).hasContent(whole + "three\n");
    }
  }

  @Test
  void after_a_loss_of_power_bytes_of_somebody_else_are_left_alone() throws Exception {
    Files.writeString(file(), "before\none\nsomebody else's\n");
    Notes notes = new Notes(forcedBefore());
    notes.repeated = 2;
    try (FileHandler handler = handler()) {
      assertThat(handler.resume(notes)).isEqualTo(Outcome.WRITTEN);
      write(handler, "one", "two");
    }
    assertThat(file()).hasContent("before\none\nsomebody else's\ntwo\n");
  }

  @Test
  void an_event_that_is_new_is_written_even_if_its_line_is_there() throws Exception {
    Files.writeString(file(), "before\nsame\n");
    try (FileHandler handler = handler()) {
      assertThat(handler.resume(new Notes(forcedBefore()))).isEqualTo(Outcome.WRITTEN);
      write(handler, "same");
    }
    assertThat(file()).hasContent("before\nsame\nsame\n");
  }

  @Test
  void a_file_shorter_than_what_was_forced_is_not_the_one_that_it_was() throws Exception {
    Files.writeString(file(), "bef");
    try (FileHandler handler = handler()) {
      assertThat(handler.resume(new Notes(forcedBefore()))).isEqualTo(Outcome.UNKNOWN);
    }
  }

  @Test
  void a_file_is_forced_before_it_is_rolled_and_when_it_is_asked_for() throws Exception {
    Notes notes = new Notes(null);
    notes.forces = true;
    try (FileHandler handler = rolling()) {
      handler.resume(notes);
      handler.force();
      write(handler, "one", "two");
      handler.force();
      handler.force(); // nothing new
      write(handler, "three");
    }
    assertThat(notes.kinds)
        .containsExactly(
            "FORCED 5",
            "taken",
            "taken",
            "WRITING 5-13",
            "WRITTEN 5-13",
            "FORCED 13",
            "ROLLING 13-13",
            "FORCED 5",
            "taken",
            "WRITING 5-11",
            "WRITTEN 5-11");
  }

  /** "before" is on the disk for sure. */
  private WriteLedger.Note forcedBefore() throws IOException {
    Object key = Files.readAttributes(file(), BasicFileAttributes.class).fileKey();
    return new WriteLedger.Note(WriteLedger.Kind.FORCED, LogFile.keyOf(key), 7, 7, 0);
  }

  /** Leaves "before" and a batch of "one" and "two", of which it is noted that it is written. */
  private WriteLedger.Note killedWhileWriting() throws Exception {
    Notes notes = new Notes(null);
    try (FileHandler handler = handler()) {
      handler.resume(notes);
      write(handler, "before");
      write(handler, "one", "two");
    }
    assertThat(file()).hasContent("before\none\ntwo\n");
    WriteLedger.Note writing = notes.writing;
    assertThat(writing).isNotNull();
    return writing;
  }

  private FileHandler handler() {
    return new FileHandler(FileConfig.of(file()), new MessageEncoder());
  }

  private FileHandler rolling() {
    RollingConfig window = RollingConfig.FixedWindow.of(dir + "/app.%i.log").withMaxFileBytes(10);
    FileConfig config = FileConfig.rolling(file(), window);
    return new FileHandler(config, new MessageEncoder("head\n", "foot\n"));
  }

  private static void write(FileHandler handler, String... messages) throws IOException {
    for (String message : messages) {
      handler.handle(event(message));
    }
    handler.flush();
  }

  private Path file() {
    return dir.resolve("app.log");
  }

  private void cut(long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  /** A ledger in memory. */
  private static final class Notes implements WriteLedger {
    private final @Nullable Note last;
    private final List<String> kinds = new ArrayList<>();
    private Note writing;
    private Note rolled;
    private boolean forces;

    /** So many events are not new. */
    private int repeated;

    Notes(@Nullable Note last) {
      this.last = last;
    }

    @Override
    public @Nullable Note last() {
      return last;
    }

    @Override
    public boolean forces() {
      return forces;
    }

    @Override
    public void forced(long fileKey, long length) {
      kinds.add("FORCED " + length);
    }

    @Override
    public boolean repeats() {
      return repeated > 0;
    }

    @Override
    public void taken() {
      repeated--;
      kinds.add("taken");
    }

    @Override
    public void writing(long fileKey, long start, long end, int crc32c) {
      writing = new Note(Kind.WRITING, fileKey, start, end, crc32c);
      kinds.add("WRITING " + start + "-" + end);
    }

    @Override
    public void written() {
      kinds.add("WRITTEN " + writing.start() + "-" + writing.end());
    }

    @Override
    public void unsure() {
      kinds.add("UNSURE");
    }

    @Override
    public void rolling(long fileKey, long start) {
      rolled = new Note(Kind.ROLLING, fileKey, start, start, 0);
      kinds.add("ROLLING " + start + "-" + start);
    }
  }
}

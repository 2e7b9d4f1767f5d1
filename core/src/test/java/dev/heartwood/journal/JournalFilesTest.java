package dev.heartwood.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tools learn about a journal; that reading it changes nothing. */
class JournalFilesTest {
  @TempDir Path dir;

  @Test
  void tells_id_version_boot_and_readers_and_changes_nothing() throws Exception {
    long id;
    try (Journal journal = Journal.open(dir, JournalConfig.DEFAULT)) {
      journal.append(1, new byte[10], 0, 10);
      journal.append(2, new byte[10], 0, 10);
      try (JournalReader reader = journal.reader("mailer", Visibility.WRITTEN)) {
        reader.next();
        reader.commit();
      }
      id = JournalFiles.read(dir, SegmentCodec.GZIP).id();
      assertThat(JournalFiles.lockFile(dir)).exists();
    }
    Files.delete(JournalFiles.lockFile(dir));
    Map<String, Integer> before = contents();
    JournalFiles files = JournalFiles.read(dir, SegmentCodec.GZIP);

    assertThat(files.id()).isEqualTo(id);
    assertThat(files.version()).isEqualTo("1.0");
    assertThat(files.isOfThisBoot()).isTrue();
    assertThat(files.report().clean()).isTrue();
    assertThat(files.readers()).containsExactly(Map.entry("mailer", new Position(1, 1)));
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void tells_by_names_alone_where_a_journal_is() throws Exception {
    assertThat(JournalFiles.areIn(dir)).isFalse();
    Files.writeString(dir.resolve("reader-x"), "");
    Files.writeString(dir.resolve("12.segment"), "");
    assertThat(JournalFiles.areIn(dir)).isFalse();
    Files.writeString(dir.resolve("0000000012.segment"), "");
    assertThat(JournalFiles.areIn(dir)).isTrue();
    assertThatThrownBy(() -> JournalFiles.read(dir, SegmentCodec.GZIP))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no journal in " + dir);
  }

  private Map<String, Integer> contents() throws IOException {
    Map<String, Integer> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(dir)) {
      for (Path each : files.toList()) {
        all.put(each.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(each)));
      }
    }
    return all;
  }
}

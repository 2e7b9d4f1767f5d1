package dev.heartwood.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentTest {
  private static final SegmentHeader HEADER =
      new SegmentHeader(1, 2, 3, 1, 0, 0, 0, SegmentHeader.NO_TIME, 0, 0, List.of(), 0, 0, "");

  private final Segment segment =
      new Segment(new Segment.StoredAs(Path.of("raw"), HEADER, 65536), 5000, 10, null);

  @Test
  void is_as_long_as_its_file_was_cut_to() {
    segment.cut(5000);
    assertThat(segment.file()).isEqualTo(new Segment.StoredAs(Path.of("raw"), HEADER, 5000));
  }

  /** Its writer may cut a file that was packed and deleted since. */
  @Test
  void a_late_cut_of_the_file_it_was_written_to_leaves_the_packed_one_in_its_place() {
    Segment.StoredAs packed =
        new Segment.StoredAs(Path.of("packed"), HEADER.sealed(10, 900, 100, "gzip"), 1000);
    segment.sealed(packed);
    segment.cut(5000);
    assertThat(segment.file()).isEqualTo(packed);
  }
}

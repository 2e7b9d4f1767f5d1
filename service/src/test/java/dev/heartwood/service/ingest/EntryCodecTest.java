package dev.heartwood.service.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.EpochNanos;
import dev.heartwood.service.Contents;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EntryCodecTest {
  private static final Instant RECEIVED = Instant.parse("2026-11-25T01:02:03.000000004Z");

  @Test
  void an_entry_comes_back_as_it_was() throws Exception {
    for (LogContent content :
        List.of(Contents.full(), Contents.info(""), Contents.of(Severity.WARN, "s", "m"))) {
      LogEntry read = roundTrip(content, new EntryId(0, 4711L << 22));

      assertThat(read.content()).isEqualTo(content);
      assertThat(read.received()).isEqualTo(RECEIVED);
      assertThat(read.timestamp())
          .isEqualTo(content.timestamp() == null ? RECEIVED : content.timestamp());
    }
  }

  @Test
  void ids_are_snowflakes_or_uuids() throws Exception {
    UUID uuid = UUID.fromString("0193f0a2-7d4c-7abc-8def-0123456789ab");
    EntryId wide = new EntryId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());

    assertThat(roundTrip(Contents.info("a"), wide).id()).isEqualTo(uuid.toString());
    assertThat(EntryId.of(uuid.toString())).isEqualTo(wide);
    EntryId narrow = EntryId.of("1795169730123-7-42");
    assertThat(roundTrip(Contents.info("a"), narrow).id()).isEqualTo("1795169730123-7-42");
  }

  @Test
  void timestamps_at_both_ends_of_what_is_allowed_come_back() throws Exception {
    for (String time : List.of("1678-01-01T00:00:00Z", "2261-12-31T23:59:59.999999999Z")) {
      LogContent content = Contents.at(Instant.parse(time), "far");

      assertThat(roundTrip(content, new EntryId(0, 1)).timestamp()).isEqualTo(time);
    }
  }

  @Test
  void an_entry_cut_at_any_byte_is_an_error_and_no_other_entry() {
    ByteSink out = new ByteSink();
    EntryCodec.write(out, new EntryId(0, 99), 0, EpochNanos.of(RECEIVED), Contents.full());
    for (int length = 0; length < out.size(); length++) {
      ByteSource cut = new ByteSource(out.array(), 0, length);

      assertThatThrownBy(() -> EntryCodec.read(cut, 0, 0, new long[1]))
          .as("cut at %s", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void conditions_come_back_as_they_were() throws Exception {
    Condition condition =
        new Condition.And(
            List.of(
                new Condition.Or(
                    List.of(
                        new Condition.Not(new Condition.Contains("ab")),
                        new Condition.Phrase(List.of("a", "b")))),
                new Condition.During(Instant.parse("2026-01-01T00:00:00Z"), null),
                new Condition.During(null, Instant.parse("2026-01-01T00:00:00.5Z")),
                new Condition.Arrived(5, Long.MAX_VALUE),
                new Condition.Grave(Severity.WARN, Severity.FATAL),
                new Condition.Is(Field.SERVICE, "shop"),
                new Condition.Compare(
                    new Field("metadata.amount"),
                    Condition.Operator.AT_LEAST,
                    new BigDecimal("-1.50"))));
    ByteSink out = new ByteSink();
    ConditionCodec.write(out, condition);

    assertThat(ConditionCodec.read(new ByteSource(out.array(), 0, out.size())))
        .isEqualTo(condition);
  }

  @Test
  void a_text_that_a_store_keeps_has_the_whole_entry_or_of_a_long_one_the_id() throws Exception {
    LogEntry entry = roundTrip(Contents.full(), EntryId.of("1795169730123-7-42"));
    assertThat(StoredEntry.of(StoredEntry.text(entry)).entry()).isEqualTo(entry);

    LogEntry large = roundTrip(Contents.info("x".repeat(500_000)), new EntryId(0, 5));
    StoredEntry kept = StoredEntry.of(StoredEntry.text(large));
    assertThat(kept.entry()).isNull();
    assertThat(kept.id()).isEqualTo(large.id());
    assertThat(kept.sequence()).isEqualTo(large.sequence());
  }

  private static LogEntry roundTrip(LogContent content, EntryId id) throws IOException {
    ByteSink out = new ByteSink();
    long received = EpochNanos.of(RECEIVED);
    EntryCodec.write(out, id, 12345, received, content);
    ByteSource in = new ByteSource(out.array(), 0, out.size());
    LogEntry read = EntryCodec.read(in, 77, received, new long[] {12345});
    assertThat(in.remaining()).isZero();
    assertThat(read.sequence()).isEqualTo(77);
    return read;
  }
}

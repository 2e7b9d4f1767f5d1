package dev.heartwood.service.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.EpochNanos;
import dev.heartwood.service.Contents;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EntryCodecTest {
  private static final Instant RECEIVED = Instant.parse("2026-11-25T01:02:03.000000004Z");

  @Test
  void an_entry_comes_back_as_it_was() throws Exception {
    for (LogContent content :
        List.of(Contents.full(), Contents.info(""), Contents.of(Severity.WARN, "s", "m"))) {
      LogEntry read = roundTrip(content, EntryId.of("1795169730123-7-0"));

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

      assertThat(roundTrip(content, EntryId.of("1795169730123-7-1")).timestamp()).isEqualTo(time);
    }
  }

  @Test
  void an_entry_cut_at_any_byte_is_an_error_and_no_other_entry() {
    GroupWriter writer = new GroupWriter(EpochNanos.of(RECEIVED), null);
    writer.add(Contents.full());
    ByteSink out = writer.groups();
    for (int length = 0; length < out.size(); length++) {
      byte[] cut = Arrays.copyOf(out.array(), length);

      assertThatThrownBy(() -> read(cut, 0, new EntryId(0, 99)))
          .as("cut at %s", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void entries_of_many_groups_are_found_in_any_order_packed_or_not() throws Exception {
    try (Packer packer = new Packer()) {
      for (Packer used : Arrays.asList(packer, null)) {
        GroupWriter writer = new GroupWriter(EpochNanos.of(RECEIVED), used);
        List<LogContent> contents = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 600; i++) {
          Instant time = RECEIVED.plusNanos(random.nextInt(3) * 1_000_000L + random.nextInt(2));
          contents.add(i % 7 == 0 ? Contents.full() : Contents.at(time, "message " + i));
          writer.add(contents.get(i));
        }
        byte[] bytes = writer.groups().toBytes();
        EntryId first = EntryId.of("1795169730123-7-4090");
        ByteSource in = new ByteSource(bytes, 0, bytes.length);
        for (int before = 0; before < 600; before += GroupWriter.ENTRIES) {
          EntryGroup group = EntryGroup.read(in, bytes, origin(first), before);
          EntryGroup kept = group.kept();
          for (int i = group.count() - 1; i >= 0; i--) {
            LogEntry entry = group.entry(i);

            assertThat(entry.content()).isEqualTo(contents.get(before + i));
            assertThat(entry.id()).isEqualTo(first.plus(before + i).text());
            assertThat(kept.message(i)).isEqualTo(entry.content().message());
            int other = random.nextInt(group.count());
            assertThat(kept.entry(other)).isEqualTo(group.entry(other));
          }
        }
        assertThat(in.remaining()).isZero();
      }
    }
  }

  @Test
  void ids_of_a_request_follow_from_the_first_and_grow_over_strategies_and_clocks() {
    Instant[] now = {Instant.parse("2026-11-25T01:02:03Z")};
    EntryIds snowflakes = new EntryIds(IdStrategy.SNOWFLAKE, 7, () -> now[0], EntryId.NONE);
    EntryId first = snowflakes.take(5000);
    assertThat(first.text()).isEqualTo(now[0].toEpochMilli() + "-7-0");
    assertThat(first.plus(4999).text()).isEqualTo(now[0].toEpochMilli() + 1 + "-7-903");

    now[0] = now[0].minusSeconds(3600); // set back, and another life with other ids
    EntryIds uuids = new EntryIds(IdStrategy.UUID7, 7, () -> now[0], first.plus(4999));
    EntryId second = uuids.take(2);
    assertThat(second.stamp()).isEqualTo(first.stamp() + 5000);
    assertThat(UUID.fromString(second.plus(1).text()).version()).isEqualTo(7);
    assertThat(UUID.fromString(second.plus(1).text()).variant()).isEqualTo(2);
    assertThat(second.plus(1).low()).isEqualTo(second.low());
    assertThat(second.plus(1).plus(-1)).isEqualTo(second);

    EntryIds again = new EntryIds(IdStrategy.SNOWFLAKE, 7, () -> now[0], second.plus(1));
    assertThat(again.take(1).stamp()).isEqualTo(first.stamp() + 5002);
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

  private static LogEntry roundTrip(LogContent content, EntryId id) throws IOException {
    GroupWriter writer = new GroupWriter(EpochNanos.of(RECEIVED), null);
    writer.add(content);
    LogEntry read = read(writer.groups().toBytes(), 77, id);
    assertThat(read.sequence()).isEqualTo(Sequences.of(3, 77));
    return read;
  }

  private static LogEntry read(byte[] bytes, int place, EntryId id) throws IOException {
    ByteSource in = new ByteSource(bytes, 0, bytes.length);
    LogEntry entry = EntryGroup.read(in, bytes, origin(id.plus(-place)), place).entry(0);
    assertThat(in.remaining()).isZero();
    return entry;
  }

  private static JournalRecord.Origin origin(EntryId first) {
    return new JournalRecord.Origin(3, first, EpochNanos.of(RECEIVED));
  }
}

package dev.heartwood.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir Path dir;

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final StatusReporter status = (level, message, cause) -> reports.add(message);

  private ApiKeys keys() {
    return ApiKeys.of(dir, now::get);
  }

  private final List<KeyRing> opened = new ArrayList<>();

  private KeyRing ring() throws IOException {
    KeyRing ring = KeyRing.open(keys(), status);
    opened.add(ring);
    return ring;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(KeyRing::close);
  }

  private NewKey create() throws IOException {
    return keys().create(new KeyRequest("k", Set.of(Scope.QUERY), null, Duration.ofHours(1)));
  }

  @Test
  void only_the_whole_text_of_an_active_key_opens() throws IOException {
    NewKey made = create();
    KeyRing ring = ring();
    String text = made.text();

    assertThat(ring.match(text).valid()).isTrue();
    assertThat(ring.match(text).key()).isNotNull();
    for (String wrong :
        List.of(
            "",
            "x",
            text.substring(0, text.length() - 1),
            text + "0",
            text + "0".repeat(100_000),
            text.toUpperCase(java.util.Locale.ROOT),
            " " + text,
            "hw_" + made.key().id() + "_" + "0".repeat(32),
            "hw_00000000_" + text.substring(12),
            "hw_" + made.key().id())) {
      assertThat(ring.match(wrong)).as(wrong).isEqualTo(KeyRing.Match.UNKNOWN);
    }
  }

  @Test
  void an_expired_and_a_revoked_key_are_known_but_not_valid() throws IOException {
    NewKey expiring = create();
    NewKey revoked = create();
    keys().revoke(revoked.key().id());
    KeyRing ring = ring();

    assertThat(ring.match(expiring.text()).valid()).isTrue();
    now.set(NOON.plus(Duration.ofHours(1)));
    assertThat(ring.match(expiring.text()).valid()).isFalse();
    assertThat(ring.match(revoked.text()).valid()).isFalse();
    assertThat(ring.match(revoked.text()).key()).isNotNull();
  }

  @Test
  void a_change_beside_it_is_seen() throws IOException {
    KeyRing ring = ring();
    assertThat(ring.isEmpty()).isTrue();
    NewKey made = create();
    ring.refresh();
    assertThat(ring.match(made.text()).valid()).isTrue();
    assertThat(ring.isEmpty()).isFalse();

    keys().revoke(made.key().id());
    ring.refresh();
    assertThat(ring.match(made.text()).valid()).isFalse();
    assertThat(ring.isEmpty()).isFalse();
  }

  @Test
  void a_file_that_is_gone_or_damaged_opens_nothing_and_closes_nothing() throws IOException {
    NewKey made = create();
    KeyRing ring = ring();
    Path file = dir.resolve("keys.jsonl");
    String text = Files.readString(file);

    Files.delete(file);
    ring.refresh();
    assertThat(ring.match(made.text()).valid()).isTrue();
    assertThat(ring.isEmpty()).isFalse();
    assertThat(reports)
        .containsExactly("the API keys stay as they were: [" + file + "] must exist, did not");

    Files.writeString(file, "nonsense");
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    ring.refresh();
    assertThat(ring.match(made.text()).valid()).isTrue();
    ring.refresh();
    assertThat(ring.match(made.text()).valid()).isTrue();
    assertThat(reports).hasSize(2);
    assertThat(reports.get(1)).contains("line 1 must be");

    Files.writeString(file, text);
    keys().revoke(made.key().id());
    ring.refresh();
    assertThat(ring.match(made.text()).valid()).isFalse();
  }

  @Test
  void it_looks_at_the_file_by_itself() throws IOException {
    try (KeyRing ring = ring()) {
      create();
      await().until(() -> !ring.isEmpty());
    }
  }

  @Test
  void the_last_use_is_kept_when_it_closes() throws IOException {
    NewKey made = create();
    NewKey unused = create();
    try (KeyRing ring = ring()) {
      now.set(NOON.plusSeconds(30));
      ring.match(made.text());
      ring.match("hw_" + unused.key().id() + "_wrong");
    }
    assertThat(keys().list().get(0).lastUsed()).isEqualTo(NOON.plusSeconds(30));
    assertThat(keys().list().get(1).lastUsed()).isNull();
  }

  @Test
  void keeping_the_last_use_never_takes_a_revocation_back() throws IOException {
    NewKey made = create();
    try (KeyRing ring = ring()) {
      ring.match(made.text());
      keys().revoke(made.key().id());
    }
    assertThat(keys().list().get(0).revoked()).isEqualTo(NOON);
    assertThat(keys().list().get(0).lastUsed()).isEqualTo(NOON);
  }
}

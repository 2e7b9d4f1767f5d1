package dev.heartwood.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir Path dir;

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

  private ApiKeys keys() {
    return ApiKeys.of(dir, now::get);
  }

  private static KeyRequest shop() {
    return new KeyRequest("shop", Set.of(Scope.INGEST), Set.of("orders"), Duration.ofDays(1));
  }

  @Test
  void a_key_is_kept_without_its_text() throws IOException {
    NewKey made = keys().create(shop());

    assertThat(made.text()).matches("hw_[0-9a-z]{8}_[0-9a-z]{32}").contains(made.key().id());
    assertThat(made.toString()).doesNotContain(made.text());
    String secret = made.text().substring(made.text().lastIndexOf('_') + 1);
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
      }
    }
    ApiKey expected =
        new ApiKey(
            made.key().id(),
            "shop",
            Set.of(Scope.INGEST),
            Set.of("orders"),
            NOON,
            NOON.plus(Duration.ofDays(1)),
            null,
            null);
    assertThat(keys().list()).containsExactly(expected);
  }

  @Test
  void no_two_keys_are_alike() throws IOException {
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      texts.add(keys().create(shop()).text());
    }
    assertThat(texts).hasSize(50);
    assertThat(keys().list()).extracting(ApiKey::id).doesNotHaveDuplicates().hasSize(50);
  }

  @Test
  void only_the_owner_may_read_the_file() throws IOException {
    keys().create(shop());
    Path file = dir.resolve("keys.jsonl");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> keys().list())
        .isInstanceOf(IOException.class)
        .hasMessage("[%s] must be for its owner alone (rw-------), was rw-r-----", file);
  }

  @Test
  void a_revoked_key_stays_listed_and_stays_revoked() throws IOException {
    String id = keys().create(shop()).key().id();
    assertThat(keys().revoke(id).revoked()).isEqualTo(NOON);

    now.set(NOON.plusSeconds(60));
    assertThat(keys().revoke(id).revoked()).isEqualTo(NOON);
    assertThat(keys().list().get(0).state(now.get())).isEqualTo(ApiKey.State.REVOKED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys().revoke("nokey"))
        .withMessage("id must be that of a key, was 'nokey'");
  }

  @Test
  void a_key_expires_at_its_moment() throws IOException {
    ApiKey key = keys().create(shop()).key();

    assertThat(key.state(NOON.plus(Duration.ofDays(1)).minusMillis(1)))
        .isEqualTo(ApiKey.State.ACTIVE);
    assertThat(key.state(NOON.plus(Duration.ofDays(1)))).isEqualTo(ApiKey.State.EXPIRED);
  }

  @Test
  void what_a_key_cannot_be_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys().create(new KeyRequest("", Set.of(Scope.QUERY), null, null)))
        .withMessageContaining("name must be 1 to 64 letters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys().create(new KeyRequest("a\nb", Set.of(Scope.QUERY), null, null)))
        .withMessageContaining("name must be 1 to 64 letters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys().create(new KeyRequest("a", Set.of(), null, null)))
        .withMessage("scopes must be at least one, were none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys().create(new KeyRequest("a", Set.of(Scope.QUERY), Set.of(), null)))
        .withMessage("services must be 1 to 100, were 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeyRequest("a", Set.of(Scope.QUERY), null, Duration.ZERO))
        .withMessage("life must be more than zero, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scope.parse("root"))
        .withMessage("scope must be one of ingest, query, admin, was 'root'");
  }

  @Test
  void a_file_that_is_not_as_it_must_be_is_refused_with_its_line() throws IOException {
    keys().create(shop());
    Path file = dir.resolve("keys.jsonl");
    String good = Files.readString(file);

    for (String wrong :
        List.of(
            good.replace("\"version\":1", "\"version\":2"),
            good + "{}\n",
            good + "{\"id\":",
            good.replace("[\"ingest\"]", "[\"root\"]"),
            good.replace("\"digest\":\"", "\"digest\":\"00"),
            good + good.lines().skip(1).findFirst().orElseThrow() + "\n",
            "")) {
      Files.writeString(file, wrong);
      assertThatThrownBy(() -> keys().list())
          .isInstanceOf(IOException.class)
          .hasMessageMatching("(?s)\\[.*keys.jsonl\\] line [123].*");
    }
  }

  @Test
  void changes_from_several_sides_are_all_kept() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int k = 0; k < 5; k++) {
                  try {
                    keys().create(shop());
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread each : threads) {
      each.join();
    }
    assertThat(keys().list()).hasSize(20);
  }

  @Test
  void no_key_is_lost_when_its_maker_is_killed() throws Exception {
    Random random = new Random(7);
    List<String> told = new ArrayList<>();
    int kills = Integer.getInteger("heartwood.keys.kills", 3);
    for (int i = 0; i < kills; i++) {
      Process maker = start();
      int most = 1 + random.nextInt(20);
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(maker.getInputStream(), StandardCharsets.UTF_8))) {
        String id = out.readLine();
        while (id != null) {
          told.add(id);
          if (--most == 0) {
            maker.toHandle().destroyForcibly(); // what it said stays readable
          }
          id = out.readLine();
        }
      }
      maker.onExit().join();
      assertThat(keys().list()).extracting(ApiKey::id).containsAll(told);
    }
    assertThat(told).hasSizeGreaterThanOrEqualTo(kills);
    keys().create(shop());
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            KeyMaker.class.getName(),
            dir.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Makes keys until it is killed, and tells each. */
  static final class KeyMaker {
    public static void main(String[] arguments) throws IOException {
      ApiKeys keys = ApiKeys.of(Path.of(arguments[0]));
      for (int i = 0; i < 200; i++) {
        System.out.println(keys.create(shop()).key().id());
      }
    }
  }
}

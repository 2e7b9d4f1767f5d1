package dev.heartwood.service.ingest.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.FakeClock;
import dev.heartwood.service.Contents;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final FakeClock clock = new FakeClock();

  private Rules rules(String yaml) {
    return Rules.parse(yaml, clock, 100);
  }

  private static Verdict apply(Rules rules, LogContent content) {
    return rules.apply(content, "10.0.0.1", NOW);
  }

  private static boolean drops(Rules rules, LogContent content) {
    return apply(rules, content) instanceof Verdict.Drop;
  }

  @Test
  void a_level_below_is_dropped_by_the_name_of_the_rule() {
    Rules rules = rules("rules: [{name: quiet, drop: {level: {below: INFO}}}]");

    assertThat(apply(rules, Contents.of(Severity.DEBUG, "shop", "m")))
        .isEqualTo(new Verdict.Drop("quiet"));
    assertThat(drops(rules, Contents.of(Severity.INFO, "shop", "m"))).isFalse();
  }

  @Test
  void services_are_allowed_and_denied_by_name_with_stars() {
    Rules allow = rules("rules: [{name: known, keep: {service: [shop, 'payment-*']}}]");
    assertThat(drops(allow, Contents.of(Severity.INFO, "payment-eu", "m"))).isFalse();
    assertThat(drops(allow, Contents.of(Severity.INFO, "shop", "m"))).isFalse();
    assertThat(drops(allow, Contents.of(Severity.INFO, "shopping", "m"))).isTrue();

    Rules deny = rules("rules: [{name: noisy, drop: {service: '*-canary'}}]");
    assertThat(drops(deny, Contents.of(Severity.INFO, "a-canary", "m"))).isTrue();
    assertThat(drops(deny, Contents.of(Severity.INFO, "canary", "m"))).isFalse();
  }

  @Test
  void composites_combine_what_they_hold() {
    Rules rules =
        rules(
            """
            rules:
              - name: noise
                drop:
                  all:
                    - any: [{keyword: healthcheck}, {pattern: '^GET /live\\b'}]
                    - not: {level: {atLeast: ERROR}}
                    - metadata: {user.role: [bot, probe]}
            """);
    Map<String, Object> bot = Map.of("user", Map.of("role", "bot"));
    assertThat(drops(rules, Contents.metadata("HealthCheck ok", bot))).isTrue();
    assertThat(drops(rules, Contents.metadata("GET /live 200", bot))).isTrue();
    assertThat(drops(rules, Contents.metadata("GET /lively 200", bot))).isFalse();
    assertThat(drops(rules, Contents.metadata("healthcheck", Map.of()))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "22:30, true",
    "23:59, true",
    "00:00, true",
    "05:59, true",
    "06:00, false",
    "12:00, false"
  })
  void a_daily_time_may_pass_midnight(String time, boolean dropped) {
    Rules rules =
        rules("rules: [{name: night, drop: {time: {dailyFrom: '22:00', dailyUntil: '06:00'}}}]");
    Instant timestamp = Instant.parse("2026-11-25T" + time + ":00Z");

    assertThat(drops(rules, Contents.at(timestamp, "m"))).isEqualTo(dropped);
  }

  @Test
  void a_time_range_has_its_start_and_not_its_end() {
    Rules rules =
        rules(
            "rules: [{name: old, drop: {time: {from: '2024-01-01T00:00:00Z',"
                + " until: '2025-01-01T00:00:00Z'}}}]");

    assertThat(drops(rules, Contents.at(Instant.parse("2024-01-01T00:00:00Z"), "m"))).isTrue();
    assertThat(drops(rules, Contents.at(Instant.parse("2025-01-01T00:00:00Z"), "m"))).isFalse();
  }

  @Test
  void a_service_that_sends_too_much_is_told_when_to_come_again() {
    Rules rules = rules("rules: [{name: fair, limit: {per: service, rate: 10, burst: 3}}]");
    for (int i = 0; i < 3; i++) {
      assertThat(apply(rules, Contents.info("m"))).isInstanceOf(Verdict.Pass.class);
    }
    Verdict.Limit limit = (Verdict.Limit) apply(rules, Contents.info("m"));
    assertThat(limit.rule()).isEqualTo("fair");
    assertThat(limit.retryAfter()).isEqualTo(Duration.ofMillis(100));
    assertThat(apply(rules, Contents.of(Severity.INFO, "other", "m")))
        .isInstanceOf(Verdict.Pass.class);

    clock.advance(limit.retryAfter());
    assertThat(apply(rules, Contents.info("m"))).isInstanceOf(Verdict.Pass.class);
    assertThat(apply(rules, Contents.info("m"))).isInstanceOf(Verdict.Limit.class);
  }

  @Test
  void a_limit_per_ip_counts_addresses_and_may_drop_in_silence() {
    Rules rules = rules("rules: [{name: ip, limit: {per: ip, rate: 1, burst: 1, action: drop}}]");
    LogContent content = Contents.info("m");

    assertThat(rules.apply(content, "10.0.0.1", NOW)).isInstanceOf(Verdict.Pass.class);
    assertThat(rules.apply(content, "10.0.0.1", NOW)).isEqualTo(new Verdict.Drop("ip"));
    assertThat(rules.apply(content, "10.0.0.2", NOW)).isInstanceOf(Verdict.Pass.class);
    assertThat(rules.apply(content, null, NOW)).isInstanceOf(Verdict.Pass.class);
    assertThat(rules.apply(content, null, NOW)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void inventing_keys_is_no_way_round_a_limit_nor_into_memory() {
    Buckets buckets = new Buckets(1, 1, 10, clock);
    int passed = 0;
    for (int i = 0; i < 100_000; i++) {
      passed += buckets.take("key " + i) == 0 ? 1 : 0;
    }
    assertThat(passed).isEqualTo(11); // ten of their own, and the one that the others share
    assertThat(buckets.size()).isEqualTo(10);

    clock.advance(Duration.ofSeconds(2));
    assertThat(buckets.take("another")).isZero();
    assertThat(buckets.size()).isEqualTo(1);
  }

  @Test
  void secrets_are_masked_in_every_text_and_under_secret_keys() {
    Rules rules =
        rules(
            """
            rules:
              - name: secrets
                redact:
                  detectors: [password, card, email]
                  patterns: {order: 'ORD-[0-9]+'}
                  secretKeys: [ssn]
            """);
    LogContent content =
        Contents.metadata(
            "password=hunter2 for ORD-77",
            Map.of(
                "ssn",
                123456789L,
                "card",
                4111111111111111L,
                "deep",
                Map.of("list", List.of("jane@example.com", 5L)),
                "plain",
                "text"));

    LogContent masked = ((Verdict.Pass) apply(rules, content)).content();

    assertThat(masked.message()).isEqualTo("password=**** for ****");
    assertThat(masked.metadata())
        .containsEntry("ssn", "****")
        .containsEntry("card", "****")
        .containsEntry("deep", Map.of("list", List.of("****", 5L)))
        .containsEntry("plain", "text");
  }

  @Test
  void an_entry_without_secrets_is_the_same_object() {
    Rules rules = rules("rules: [{name: s, redact: {detectors: [password, card]}}]");
    LogContent content = Contents.metadata("nothing here", Map.of("a", 1L, "b", List.of("c")));

    assertThat(((Verdict.Pass) apply(rules, content)).content()).isSameAs(content);
  }

  @Test
  void a_preview_says_what_each_rule_would_do_and_takes_no_token() {
    Rules rules =
        rules(
            """
            rules:
              - name: mask
                redact: {detectors: [password]}
              - name: fair
                limit: {per: service, rate: 1, burst: 1}
              - name: quiet
                drop: {keyword: secret}
            """);
    LogContent content = Contents.info("password=a secret");
    for (int i = 0; i < 5; i++) {
      List<Rules.Step> steps = rules.preview(content, null, NOW);

      assertThat(steps).extracting(Rules.Step::rule).containsExactly("mask", "fair", "quiet");
      assertThat(steps.get(0).masks()).isTrue();
      assertThat(steps.get(2).verdict()).isEqualTo(new Verdict.Drop("quiet"));
    }
  }

  @Test
  void a_preview_says_what_is_masked_where_and_by_what_but_no_secret() {
    Rules rules =
        rules(
            """
            rules:
              - name: mask
                redact: {detectors: [password], patterns: {order: "order-[0-9]+"}}
              - name: names
                redact: {patterns: {person: "Ann"}}
            """);
    Map<String, Object> metadata =
        Map.of("a Ann", Map.of("apiKey", "hunter-1", "list", List.of("order-1", 7L, "order-2")));
    LogContent content = Contents.metadata("password=hunter-2 of order-3 and order-4", metadata);
    List<Rules.Step> steps = rules.preview(content, null, NOW);
    assertThat(steps.get(0).masked().split("; "))
        .containsExactlyInAnyOrder(
            "message: 1 by password, 2 by order",
            "metadata.a ****.apiKey: 1 by secretKeys",
            "metadata.a ****.list: 2 by order");
    assertThat(steps.get(1).masked()).isEqualTo("metadata.a ****: 1 by person");
    assertThat(rules.preview(Contents.info("m"), null, NOW))
        .extracting(Rules.Step::masked)
        .containsExactly("", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [{name: a, drop: {level: LOUD}}] | line 1, rule a: level must be TRACE, DEBUG,"
            + " INFO, WARN, WARNING, ERROR, CRITICAL or FATAL, was LOUD",
        "rules: [{name: a, drop: {levle: INFO}}] | line 1, rule a: key must be one of",
        "rules: [{name: a, drop: {level: INFO}, when: {level: INFO}}] | line 1, rule a: key must",
        "rules: [{name: a}] | line 1, rule a: must have exactly one of drop, keep, limit, redact",
        "rules: [{name: a, limit: {per: user, rate: 1}}] | line 1, rule a: per must be service"
            + " or ip, was user",
        "rules: [{name: a, limit: {per: ip, rate: 0}}] | line 1, rule a: rate must be 0.001 to"
            + " 1000000, was 0",
        "rules: [{name: a, redact: {patterns: {x: '(?=a)'}}}] | line 1, rule a: pattern must be in"
            + " RE2 syntax, was (?=a)",
        "rules: [{name: a, drop: {}}] | line 1, rule a: a condition must have a key, was empty",
        "rules: [{drop: {level: INFO}}] | line 1, rules: name is missing",
        "rules: [{name: 'a b', drop: {level: INFO}}] | line 1, rules: name must be 1 to 64 of",
        "rules: [{name: a, drop: {level: INFO}}, {name: a, drop: {level: INFO}}] | line 1, rules:"
            + " names must differ, found twice a",
        "rules: {} | line 1, rules: rules must be a list",
        "rule: [] | line 1, rules: key must be one of rules, was rule",
        "'' | rules must have the key rules, were empty",
        "rules: [ | line 1, rules must be YAML"
      })
  void what_is_wrong_is_named_with_line_and_rule(String yaml, String message) {
    assertThatThrownBy(() -> rules(yaml))
        .isInstanceOf(RulesException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void the_line_of_a_fault_is_where_it_stands() {
    assertThatThrownBy(
            () ->
                rules(
                    """
                    rules:
                      - name: good
                        drop: {level: DEBUG}
                      - name: bad
                        drop:
                          any:
                            - keyword: ''
                    """))
        .hasMessage("line 7, rule bad: keyword must not be empty");
  }
}

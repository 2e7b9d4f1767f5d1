package dev.heartwood.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each built-in detector takes for a secret and what it lets pass. */
class DetectorTest {
  private final PatternRedactor redactor = new PatternRedactor();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          card 4111111111111111 ok            | card **** ok
          4111 1111 1111 1111                 | ****
          4111-1111-1111-1111.                | ****.
          amex 3782 822463 10005              | amex ****
          diners 3056 930902 5904             | diners ****
          visa13 4222222222222                | visa13 ****
          maestro 6759649826438453            | maestro ****
          nineteen 6304000000000000000        | nineteen ****
          uatp 135412345678911                | uatp ****
          order 12 4111 1111 1111 1111 today  | order 12 **** today
          id 77-4111-1111-1111-1111           | id 77-****
          a4111111111111111b                  | a****b
          4111111111111111,5500000000000004   | ****,****
          4111111111111111 123                | **** 123
          """)
  void masks_card_numbers(String text, String masked) {
    assertThat(redactor.redactText(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112", // the check digit is wrong
        "4111 1111 1111 1112",
        "order 123456789012",
        "at 1795169730128 ms", // has a valid check digit, as one of ten does
        "id 1795169730123-7-42",
        "1795169730123-7-45",
        "file-20261120101537.log",
        "20261120101530122",
        "0000 0000 0000 0000",
        "0.30000000000000004",
        "pi 3.1415926535897932",
        "41111111111111114111111111111111", // longer than a card
        "2026-11-20 10:15:30.123456789",
        "10 20 30 40 50 60 70 80 90",
        "550e8400-e29b-41d4-a716-446655440000"
      })
  void passes_numbers_that_are_no_cards(String text) {
    assertThat(redactor.redactText(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to DE89370400440532013000 now          | to **** now
          DE89 3704 0044 0532 0130 00 paid       | **** paid
          GB82-WEST-1234-5698-7654-32            | ****
          iban fr1420041010050500013m02606       | iban ****
          IBANNL91ABNA0417164300                 | IBAN****
          NO9386011117947,MT84MALT011000012345MTLCAST001S | ****,****
          """)
  void masks_ibans(String text, String masked) {
    assertThat(redactor.redactText(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DE88370400440532013000", // the check digits are wrong
        "DE8937040044053201300", // too short for Germany
        "build AB12CDEF34567890",
        "sha de89370400440532013001ffeedd"
      })
  void passes_what_is_no_iban(String text) {
    assertThat(redactor.redactText(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          password=hunter2                             | password=****
          password = hunter2 next                      | password = **** next
          pwd: hunter2                                 | pwd: ****
          {"password":"hunter2","user":"bob"}          | {"password":"****","user":"bob"}
          {"password" : "hun\\"ter2", "a":1}           | {"password" : "****", "a":1}
          {\\"pwd\\":\\"hunter2\\",\\"a\\":1}          | {\\"pwd\\":\\"****\\",\\"a\\":1}
          user=bob&token=abc&x=1                       | user=bob&token=****&x=1
          User[name=bob, password=abc]                 | User[name=bob, password=****]
          {password=abc, name=bob}                     | {password=****, name=bob}
          password=a,b                                 | password=****
          password=abc,user=bob                        | password=****,user=bob
          DB_PASSWORD2=abc                             | DB_PASSWORD2=****
          x-api-key: abc                               | x-api-key: ****
          secret='two words' x                         | secret='****' x
          password="never closed and so on             | password="****
          credentials: {user=a, key=b} done            | credentials: **** done
          passwords=[a, [b], c] done                   | passwords=**** done
          password => abc                              | password => ****
          params[password]=abc                         | params[password]=****
          Authorization: Basic dXNlcjpwYXNz ok         | Authorization: Basic **** ok
          Authorization: Digest username="a", x="b"    | Authorization: ****
          Cookie: a=b; c=d                             | Cookie: ****
          Set-Cookie: SID=31d4; Path=/                 | Set-Cookie: ****
          "Authorization": "Basic abc", "a": 1         | "Authorization": "****", "a": 1
          jdbc:x://h/db?user=a&password=b&ssl=true     | jdbc:x://h/db?user=a&password=****&ssl=true
          """)
  void masks_values_behind_secret_keys(String text, String masked) {
    assertThat(redactor.redactText(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tokenCount=5",
        "order: 5, user=bob",
        "the password is wrong",
        "password=",
        "password: ",
        "password=\nnext line",
        "at 10:15:30",
        "https://example.com/a?b=c",
        "a=b=c:d"
      })
  void passes_what_is_behind_other_keys(String text) {
    assertThat(redactor.redactText(text)).isSameAs(text);
  }

  @Test
  void masks_a_header_to_the_end_of_its_line_only() {
    assertThat(redactor.redactText("Cookie: a=b; c=d\r\nHost: x"))
        .isEqualTo("Cookie: ****\r\nHost: x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mail bob.o-neil+x@mail.example.co.uk. | mail ****.
          <bob@example.com>,eve@example.org     | <****>,****
          to=bob%40example.com                  | to=****
          jürgen@müller.de                      | ****
          """)
  void masks_mail_addresses(String text, String masked) {
    assertThat(redactor.redactText(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"@Component", "user@localhost", "a @ b.c", "git@", "95%400"})
  void passes_what_is_no_mail_address(String text) {
    assertThat(redactor.redactText(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sent Bearer mF_9.B5f-4.1JqM~+/= ok | sent Bearer **** ok
          BEARER abc                         | BEARER ****
          bearer%20abc                       | bearer%20****
          jwt eyJhbGciOiJI.eyJzdWIiOiI.SflKx | jwt ****
          eyJhbGciOiJI.eyJzdWIiOiI           | ****
          jwe eyJhbGciOiJI.a.b.c.d end       | jwe **** end
          """)
  void masks_bearer_and_web_tokens(String text, String masked) {
    assertThat(redactor.redactText(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"key eyJ", "theyJumped over", "eye.to.eye", "the bearer"})
  void passes_what_is_no_token(String text) {
    assertThat(redactor.redactText(text)).isSameAs(text);
  }

  @Test
  void masks_by_a_pattern_of_ones_own_with_a_mask_of_its_own() {
    var own =
        new PatternRedactor(
            RedactionConfig.DEFAULT.withDetector(
                Detector.pattern("customer", "C-\\d{6}").withMask("<customer>")));

    assertThat(own.redactText("C-123456 and bob@example.com")).isEqualTo("<customer> and ****");
    assertThat(own.counts()).containsEntry("customer", 1L).containsEntry("email", 1L);
  }

  @Test
  void masks_only_the_groups_of_a_pattern_that_has_some() {
    var own =
        new PatternRedactor(
            RedactionConfig.DEFAULT.withDetectors(
                List.of(Detector.pattern("pin", "pin (\\d+)|PIN \\d+"))));

    assertThat(own.redactText("pin 1234, PIN 5678")).isEqualTo("pin ****, ****");
  }

  @Test
  void asks_a_detector_with_a_hint_only_about_texts_that_hold_it() {
    var own =
        new PatternRedactor(
            RedactionConfig.DEFAULT.withDetector(
                Detector.of("all", (text, found) -> found.add(0, text.length())).withHint("#")));

    assertThat(own.redactText("plain")).isEqualTo("plain");
    assertThat(own.redactText("pl#in")).isEqualTo("****");
  }

  @Test
  void refuses_a_pattern_that_is_not_in_linear_syntax_or_finds_nothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Detector.pattern("a", "(?=x)"))
        .withMessage("pattern must be in RE2 syntax, was (?=x)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Detector.pattern("a", "x*"))
        .withMessage("pattern must not match the empty text, was x*");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Detector.pattern("a", "((a{100}){10}b{500}){10}"))
        .withMessageStartingWith("pattern must ");
    assertThatIllegalArgumentException().isThrownBy(() -> Detector.pattern(" ", "x"));
  }

  @Test
  void refuses_options_out_of_range_naming_value_and_rule() {
    RedactionConfig config = RedactionConfig.DEFAULT;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.withMask("a b"))
        .withMessageEndingWith("was \"a b\"");
    assertThatIllegalArgumentException().isThrownBy(() -> config.withMask(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.withMaxChars(10))
        .withMessage("maxChars must be 1024 to 1048576, was 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.withMaxFinds(0))
        .withMessage("maxFinds must be 1 to 65536, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.withSecretKey("_1"))
        .withMessage("secret key must have a letter, was \"_1\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.withDetectors(List.of(Detector.JWT, Detector.JWT)))
        .withMessage("detector names must differ, found twice jwt");
  }

  @Test
  void leaves_out_a_detector() {
    var own = new PatternRedactor(RedactionConfig.DEFAULT.withoutDetector("email"));

    assertThat(own.redactText("bob@example.com")).isEqualTo("bob@example.com");
  }
}

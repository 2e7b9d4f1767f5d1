package dev.heartwood.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.HostileText;
import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void what_people_see_stays_in_its_line_and_cannot_drive_a_terminal() {
    assertThat(SafeText.forPeople("a\u001B[31m\r\nb\u202E \"c\" \\ ä"))
        .isEqualTo("a\\u001B[31m\\r\\nb\\u202E \"c\" \\ ä");
  }

  @Test
  void what_programs_see_is_the_inside_of_a_json_string() {
    assertThat(SafeText.insideJson("a\u001B\n\"b\" \\ ä\uD800"))
        .isEqualTo("a\\u001B\\n\\\"b\\\" \\\\ ä\uFFFD");
  }

  @Test
  void no_text_gets_through_with_a_control_character() {
    HostileText hostile = new HostileText(7);
    for (int i = 0; i < 1_000; i++) {
      String text = hostile.next();
      assertThat(SafeText.forPeople(text).chars().filter(SafeTextTest::isControl)).isEmpty();
      assertThat(SafeText.insideJson(text).chars().filter(SafeTextTest::isControl)).isEmpty();
    }
  }

  private static boolean isControl(int c) {
    return c != '\t' && (c < 0x20 || c >= 0x7F && c < 0xA0);
  }
}

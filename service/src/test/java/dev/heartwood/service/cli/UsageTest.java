package dev.heartwood.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says when it is asked, or used wrongly. */
class UsageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"serve", "query", "tail", "replay", "keys", "keys create", "verify", "backup"})
  void every_command_explains_itself(String command) {
    Object[] words = (command + " --help").split(" ");
    Run help = Run.of(words);
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: heartwood " + command);
    assertThat(help.err()).isEmpty();
    assertThat(Run.of(command.split(" ")[0], "--version").out()).startsWith("heartwood ");
  }

  @Test
  void the_whole_explains_itself() {
    assertThat(Run.of("--help").out())
        .contains("serve", "query", "tail", "replay", "keys", "verify", "backup", "Exit codes:");
    Run nothing = Run.of();
    assertThat(nothing)
        .isEqualTo(new Run(2, "", "heartwood: a command is missing (try 'heartwood --help')\n"));
  }

  @Test
  void wrong_usage_is_one_line_that_drives_no_terminal() {
    Run unknown = Run.of("query", "--nonsense\u001B[31m");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err().lines()).hasSize(1);
    assertThat(unknown.err())
        .contains("--nonsense\\u001B[31m", "(try 'heartwood query --help')")
        .doesNotContain("\u001B");
  }
}

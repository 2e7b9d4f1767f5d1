package dev.heartwood.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tool says when it is used wrongly, or is given what it does not know. */
class UsageTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "verify", "dump", "recover"})
  void every_command_explains_itself(String command) {
    Run help = Run.of(command, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: heartwood-tool " + command, "--debug");
    assertThat(Run.of(command, "--version").out()).startsWith("heartwood-tool ");
    Object[] needed =
        command.equals("recover")
            ? new Object[] {command, dir.resolve("none"), "--to", dir.resolve("saved")}
            : new Object[] {command, dir.resolve("none")};
    Run none = Run.of(needed);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err())
        .isEqualTo("heartwood-tool: [" + dir.resolve("none") + "] must exist, did not\n");
  }

  @Test
  void the_tool_explains_itself() {
    assertThat(Run.of("--help").out()).contains("inspect", "verify", "dump", "recover");
    assertThat(Run.of("--version").code()).isZero();
    Run nothing = Run.of();
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.err())
        .isEqualTo("heartwood-tool: a command is missing (try 'heartwood-tool --help')\n");
  }

  @Test
  void wrong_usage_is_one_line() {
    Run unknown = Run.of("verify", "--nonsense\u001B[31m", dir);
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err().lines()).hasSize(1);
    assertThat(unknown.err())
        .contains("--nonsense\\u001B[31m", "(try 'heartwood-tool verify --help')")
        .doesNotContain("\u001B");
    assertThat(Run.of("dump", dir, "--from", "yesterday").err())
        .contains("must be a number or a time like 2026-11-24T20:15:30Z, was 'yesterday'");
    assertThat(Run.of("dump", dir, "--level", "LOUD").code()).isEqualTo(2);
    assertThat(Run.of("recover", dir).err()).contains("--to");
  }

  @Test
  void what_is_neither_is_refused_and_left_as_it_is() throws IOException {
    Path text = Files.writeString(dir.resolve("app.log"), "a line\n");
    Path empty = Files.createFile(dir.resolve("empty"));
    Path directory = Files.createDirectory(dir.resolve("directory"));

    assertThat(Run.of("inspect", text))
        .isEqualTo(
            new Run(
                2,
                "",
                "heartwood-tool: ringFile ["
                    + text
                    + "] is not the file of a ring; it was left as it is\n"));
    assertThat(Run.of("dump", empty).code()).isEqualTo(2);
    assertThat(Run.of("verify", directory).err())
        .isEqualTo(
            "heartwood-tool: PATH must be a ring file or the directory of a journal, spool or store, was"
                + " the directory ["
                + directory
                + "] with none of them\n");
    assertThat(text).hasContent("a line\n");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_segment_is_taken_for_a_file_of_a_journal() throws IOException {
    Path segment = Files.createFile(dir.resolve("0000000000.segment"));

    assertThat(Run.of("inspect", segment).err())
        .isEqualTo(
            "heartwood-tool: PATH must be the directory of a journal, was ["
                + segment
                + "], a file in it\n");
    assertThat(Run.of("inspect", dir).err())
        .isEqualTo("heartwood-tool: there is no journal in " + dir + "\n");
  }

  @Test
  void a_hostile_name_cannot_drive_the_terminal() throws IOException {
    Path hostile = Files.writeString(dir.resolve("a\u001B[2Jb"), "text");
    Run run = Run.of("inspect", hostile);

    assertThat(run.err()).contains("a\\u001B[2Jb").doesNotContain("\u001B");
  }

  @Test
  void what_may_not_be_read_is_said_in_one_line() throws IOException {
    Path closed = Files.createDirectory(dir.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(closed)).as("who may read everything").isFalse();

    assertThat(Run.of("inspect", closed))
        .isEqualTo(
            new Run(
                2,
                "",
                "heartwood-tool: [" + closed + "] must be readable, was not: permission denied\n"));
  }

  @Test
  void a_refused_access_is_explained_also_to_who_may_read_everything() {
    assertThat(Failure.explain(new AccessDeniedException("/closed")))
        .isEqualTo("[/closed] must be readable, was not: permission denied");
  }

  @Test
  void only_debug_prints_where_an_error_came_from() throws IOException {
    Path text = Files.writeString(dir.resolve("app.log"), "a line\n");

    assertThat(Run.of("inspect", text).err().lines()).hasSize(1);
    assertThat(Run.of("inspect", "--debug", text).err()).contains("\tat dev.heartwood.");
  }

  @Test
  void output_that_cannot_be_written_is_an_error() throws Exception {
    Path ring = dir.resolve("app.ring");
    StuckProcess.start(ring).close();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    var err = new java.io.ByteArrayOutputStream();
    int code =
        Tool.run(
            new String[] {"dump", ring.toString()},
            new PrintStream(full, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("heartwood-tool: standard output must take what is printed, did not\n");
  }
}

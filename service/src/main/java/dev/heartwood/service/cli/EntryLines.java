package dev.heartwood.service.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stream of entries, a JSON text on each line, the last of which is a summary. */
final class EntryLines implements AutoCloseable {
  private final BufferedReader lines;
  private final EntryPrinter printer;
  private final Console console;
  private final ProgressLine progress;
  private @Nullable String last;

  EntryLines(InputStream answer, EntryPrinter printer, Console console) {
    lines = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8));
    this.printer = printer;
    this.console = console;
    progress = ProgressLine.besideOutput(console);
  }

  /** Prints all. Returns the exit code. */
  int print() throws IOException {
    String fault = "the answer broke off";
    try {
      long count = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = JsonMapper.shared().readTree(line);
        if (node.has("summary")) {
          progress.close();
          return summary(node.get("summary"));
        }
        if (node.has("gap")) {
          console.note(gap(node.get("gap")));
          continue;
        }
        if (node.has("q")) {
          console.note(plain(node.get("q")));
          continue;
        }
        printer.print(line, node);
        last = node.path("sequence").asString("");
        progress.at(++count);
      }
    } catch (IOException e) {
      if (e.getMessage() != null && e.getMessage().startsWith("standard output")) {
        throw e;
      }
      fault += ": " + Failure.explain(e);
    }
    progress.close();
    console.note(fault + (last == null ? "" : "; the last entry has sequence " + last));
    return ExitCode.NOT_WHOLE;
  }

  private int summary(JsonNode summary) {
    if (summary.path("complete").asBoolean(false)) {
      return ExitCode.DONE;
    }
    console.note("the answer is not complete: " + summary.path("detail").asString("no reason"));
    return ExitCode.NOT_WHOLE;
  }

  static String gap(JsonNode gap) {
    return gap.path("entries").asLong(0) + " entries are left out here: they are gone or damaged";
  }

  static String plain(JsonNode q) {
    return "-q is no query, and was searched for as text: " + q.path("because").asString("");
  }

  @Override
  public void close() throws IOException {
    progress.close();
    lines.close();
  }
}

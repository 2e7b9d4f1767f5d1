package dev.heartwood.tool;

import dev.heartwood.format.SafeText;
import dev.heartwood.format.Utf8Buffer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where a command prints to. Whatever it is given cannot drive a terminal. */
final class Console {
  private final PrintStream out;
  private final PrintWriter errors;

  Console(PrintStream out, PrintWriter errors) {
    this.out = out;
    this.errors = errors;
  }

  void line(String text) throws IOException {
    byte[] bytes = (SafeText.forPeople(text) + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    check();
  }

  /** Prints what an encoder made, and so has been escaped. */
  void encoded(Utf8Buffer lines) throws IOException {
    lines.writeTo(out);
    lines.clear();
    check();
  }

  /** A stream that prints swallows its errors. */
  private void check() throws IOException {
    if (out.checkError()) {
      throw new IOException("standard output must take what is printed, did not");
    }
  }

  void note(String text) {
    errors.println(Tool.NAME + ": " + SafeText.forPeople(text));
  }

  PrintWriter errors() {
    return errors;
  }
}

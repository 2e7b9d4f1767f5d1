package dev.heartwood.service.cli;

import dev.heartwood.format.SafeText;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command has around it. Whatever is printed cannot drive a terminal.
 *
 * @param environment the variables of the process
 */
record Console(PrintStream out, PrintWriter errors, Map<String, String> environment) {
  void line(String text) throws IOException {
    byte[] bytes = (SafeText.forPeople(text) + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    if (out.checkError()) { // a stream that prints swallows its errors
      throw new IOException("standard output must take what is printed, did not");
    }
  }

  void lines(String text) throws IOException {
    for (String line : text.lines().toList()) {
      line(line);
    }
  }

  void note(String text) {
    errors.println(Main.NAME + ": " + SafeText.forPeople(text));
  }
}

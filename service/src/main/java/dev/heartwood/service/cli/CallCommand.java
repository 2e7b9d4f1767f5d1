package dev.heartwood.service.cli;

import dev.heartwood.service.security.TlsIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all commands that call a service have in common. */
@Command(mixinStandardHelpOptions = true, versionProvider = Main.Version.class)
abstract class CallCommand implements Callable<Integer> {
  static final String URL_VARIABLE = "HEARTWOOD_URL";
  static final String KEY_VARIABLE = "HEARTWOOD_API_KEY";

  private static final String DEFAULT_URL = "http://127.0.0.1:8080";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,512}");

  private final Console console;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Of the service; default that of HEARTWOOD_URL, else " + DEFAULT_URL + ".")
  private @Nullable String url;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "File with the API key; default the key in HEARTWOOD_API_KEY.")
  private @Nullable Path keyFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Certificates (PEM) to trust; default those that Java trusts.")
  private @Nullable Path authority;

  CallCommand(Console console) {
    this.console = console;
  }

  final Console console() {
    return console;
  }

  /** On the command line; a variable names a service for those who need one. */
  final boolean isUrlGiven() {
    return url != null;
  }

  final ServiceClient client() throws IOException {
    return new ServiceClient(
        base(), key(), authority == null ? List.of() : TlsIdentity.certificates("--ca", authority));
  }

  private URI base() {
    String text = url == null ? console.environment().getOrDefault(URL_VARIABLE, DEFAULT_URL) : url;
    String rule = " must be an address such as " + DEFAULT_URL + ", was " + text;
    URI base;
    try {
      base = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException((url == null ? URL_VARIABLE : "--url") + rule, e);
    }
    boolean known = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    if (!known || base.getHost() == null || base.getUserInfo() != null) {
      throw new IllegalArgumentException((url == null ? URL_VARIABLE : "--url") + rule);
    }
    return base;
  }

  /** Not a flag: everybody on the machine sees those. What is wrong with it is not printed. */
  private @Nullable String key() throws IOException {
    String name = keyFile == null ? KEY_VARIABLE : "[" + keyFile + "]";
    String key =
        keyFile == null ? console.environment().get(KEY_VARIABLE) : Files.readString(keyFile);
    if (key == null) {
      return null;
    }
    if (!KEY.matcher(key.strip()).matches()) {
      throw new IllegalArgumentException(
          name + " must hold an API key, " + (key.isBlank() ? "was empty" : "held something else"));
    }
    return key.strip();
  }
}

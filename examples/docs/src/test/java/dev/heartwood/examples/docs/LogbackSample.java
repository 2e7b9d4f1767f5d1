package dev.heartwood.examples.docs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A piece of {@code logback.xml} from a page, made whole and kept within a directory. */
final class LogbackSample {
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
  private static final Pattern APPENDER = Pattern.compile("<appender\\s+name=\"([^\"]+)\"");
  private static final Pattern REF = Pattern.compile("<appender-ref\\s+ref=\"([^\"]+)\"");
  private static final Pattern FILE =
      Pattern.compile("<(file|ringFile|fileNamePattern|spoolTo)>\\s*(?:\\$\\{[^}]*\\}|logs)?/*");

  private final String xml;

  private LogbackSample(String xml) {
    this.xml = xml;
  }

  /** Whether the text configures Logback; a Maven dependency does not. */
  static boolean isOne(String text) {
    return text.contains("<configuration")
        || text.contains("<appender ")
        || text.contains("<turboFilter");
  }

  /**
   * @param directory where every file of the sample goes
   */
  static LogbackSample of(String text, Path directory) {
    String plain = COMMENT.matcher(text).replaceAll("");
    Set<String> appenders = found(APPENDER, plain);
    Set<String> references = found(REF, plain);
    StringBuilder xml = new StringBuilder(plain);
    if (!plain.contains("<configuration")) {
      Set<String> unused = new LinkedHashSet<>(appenders);
      unused.removeAll(references);
      StringBuilder root = new StringBuilder("<root level=\"INFO\">");
      unused.forEach(name -> root.append("<appender-ref ref=\"").append(name).append("\"/>"));
      xml.insert(0, "<configuration>").append(root).append("</root></configuration>");
    }
    references.removeAll(appenders); // a fragment may refer to what every reader has
    StringBuilder others = new StringBuilder();
    references.forEach(
        name ->
            others
                .append("<appender name=\"")
                .append(name)
                .append("\" class=\"ch.qos.logback.core.read.ListAppender\"/>"));
    int body = xml.indexOf(">", xml.indexOf("<configuration")) + 1;
    xml.insert(body, others);
    String prefix = "<$1>" + Matcher.quoteReplacement(directory + "/");
    return new LogbackSample(FILE.matcher(xml).replaceAll(prefix));
  }

  /** A context such as SLF4J makes: with an MDC. */
  static LoggerContext context() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    return context;
  }

  /** Configures and stops a context by it; gives the warnings and errors of both. */
  List<String> faults() {
    LoggerContext context = context();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    List<String> faults = new ArrayList<>();
    try {
      configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
      context.getLogger("docs").info("a sample");
    } catch (JoranException e) {
      faults.add(e.toString());
    } finally {
      context.stop();
    }
    for (Status status : context.getStatusManager().getCopyOfStatusList()) {
      if (status.getLevel() >= Status.WARN) {
        faults.add(status.toString());
      }
    }
    return faults;
  }

  @Override
  public String toString() {
    return xml;
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}

package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A value that makes no sense is told of, by whatever option it is given to, and never thrown. */
class NonsenseOptionsTest {
  private static final Pattern OPTION =
      Pattern.compile(
          "  (?:set|add)([A-Z])(\\w*)\\((?!.*(?:Redactor|Appender|LogHandler|Encoder)\\)).*\\)");

  /** Any text is a name, a key, a mask or a path. */
  private static final Set<String> ANY_TEXT =
      Set.of(
          "storeName",
          "secretKey",
          "pattern",
          "mask",
          "spoolTo",
          "persistTo",
          "apiKey",
          "serviceName",
          "correlationId");

  private static final String LIST =
      "<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'>FILTER</appender>";

  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("options")
  void tells_of_nonsense(String bean, String option) {
    for (String value : List.of("no sense", "-7 parsecs")) {
      String element = "<" + option + ">" + value + "</" + option + ">";
      try (Configured configured = Configured.from(body(bean, element))) {
        configured.logger("a").info("still logging");
        if (!ANY_TEXT.contains(option)) {
          assertThat(configured.complaints())
              .as("%s with %s", bean, element)
              .anyMatch(text -> names(option, value, text));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void takes_or_refuses_numbers_beyond_every_range(String bean, String option) {
    String element = "<" + option + ">99999999999999999999</" + option + ">";
    try (Configured configured = Configured.from(body(bean, element))) {
      configured.logger("a").info("still logging");
    }
  }

  private static boolean names(String option, String value, String text) {
    return text.toLowerCase(Locale.ROOT).contains(option.toLowerCase(Locale.ROOT))
        || text.contains(value);
  }

  static Stream<Arguments> options() throws IOException {
    List<Arguments> options = new ArrayList<>();
    String bean = "";
    for (String line : surface().lines().toList()) {
      Matcher option = OPTION.matcher(line);
      if (!line.startsWith(" ")) {
        bean = line;
      } else if (option.matches()) {
        options.add(Arguments.of(bean, option.group(1).toLowerCase(Locale.ROOT) + option.group(2)));
      }
    }
    return options.stream();
  }

  private String body(String bean, String option) {
    String name = bean.substring(bean.lastIndexOf('.') + 1);
    String pattern = "<encoder><pattern>%msg%n</pattern></encoder>";
    String file = "<file>" + dir + "/app.log</file>";
    return switch (name) {
      case "AsyncAppender" ->
          LIST.replace("FILTER", "") + appender(bean, option + "<appender-ref ref='LIST'/>");
      case "ConsoleAppender" -> appender(bean, option + pattern);
      case "FileAppender" -> appender(bean, option + file + pattern);
      case "RollingFileAppender" ->
          appender(
              bean,
              option
                  + file
                  + "<rollingPolicy class='ch.qos.logback.core.rolling.TimeBasedRollingPolicy'>"
                  + "<fileNamePattern>"
                  + dir
                  + "/app.%d.log</fileNamePattern></rollingPolicy>"
                  + pattern);
      case "HttpAppender" ->
          appender(
              bean,
              (option.contains("<url>") ? "" : "<url>http://localhost:9/logs</url>")
                  + (option.contains("<maxRetries>") ? "" : "<maxRetries>0</maxRetries>")
                  + option.replace("<spoolTo>", "<spoolTo>" + dir + "/"));
      case "ServiceAppender" ->
          appender(
              bean,
              (option.contains("<url>") ? "" : "<url>http://localhost:9</url>")
                  + (option.contains("<serviceName>") ? "" : "<serviceName>shop</serviceName>")
                  + (option.contains("<maxRetries>") ? "" : "<maxRetries>0</maxRetries>")
                  + option.replace("<spoolTo>", "<spoolTo>" + dir + "/"));
      case "StoreAppender" ->
          appender(bean, option.replace("<persistTo>", "<persistTo>" + dir + "/"));
      case "JsonEncoder" ->
          appender(
              "dev.heartwood.logback.FileAppender",
              file + "<encoder class='" + bean + "'>" + option + "</encoder>");
      case "PatternEncoder" ->
          appender(
              "dev.heartwood.logback.FileAppender",
              file
                  + "<encoder class='"
                  + bean
                  + "'>"
                  + (option.contains("<pattern>") ? "" : "<pattern>%msg%n</pattern>")
                  + option
                  + "</encoder>");
      case "PatternRedactor" ->
          LIST.replace("FILTER", "")
              + appender(
                  "dev.heartwood.logback.AsyncAppender",
                  "<redactor>" + option + "</redactor><appender-ref ref='LIST'/>");
      default ->
          name.endsWith("TurboFilter")
              ? "<turboFilter class='" + bean + "'>" + option + "</turboFilter>"
              : LIST.replace("FILTER", "<filter class='" + bean + "'>" + option + "</filter>")
                  + "<root level='INFO'><appender-ref ref='LIST'/></root>";
    };
  }

  private static String appender(String type, String body) {
    return "<appender name='IT' class='"
        + type
        + "'>"
        + body
        + "</appender><root level='INFO'><appender-ref ref='IT'/></root>";
  }

  private static String surface() throws IOException {
    try (InputStream in = NonsenseOptionsTest.class.getResourceAsStream("joran-surface.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

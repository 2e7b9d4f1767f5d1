package dev.heartwood.service.config;

import dev.heartwood.format.SafeText;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Prints settings as YAML, with their origins as comments: a file that means the same. */
final class SettingsPrinter {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9/]([A-Za-z0-9 ._/-]*[A-Za-z0-9._/-])?");
  private static final Pattern OTHER_TYPE = Pattern.compile("(?i)true|false|null|yes|no|on|off|~");
  private static final int COLUMN = 44;

  private final Settings settings;
  private final StringBuilder out = new StringBuilder();
  private String section = "";

  SettingsPrinter(Settings settings) {
    this.settings = settings;
  }

  String print() {
    Options.all().forEach(this::option);
    return out.toString();
  }

  private void option(Option<?> option) {
    int dot = option.name().indexOf('.');
    String above = option.name().substring(0, dot);
    if (!above.equals(section)) {
      section = above;
      out.append(above).append(":\n");
    }
    String key = option.name().substring(dot + 1);
    String line =
        settings
            .items(option)
            .map(items -> "  " + key + ": " + value(option, items))
            .orElse("  # " + key + ": " + option.defaultText());
    out.append(line).append(" ".repeat(Math.max(1, COLUMN - line.length())));
    out.append("# ").append(SafeText.forPeople(settings.origin(option))).append('\n');
  }

  private static String value(Option<?> option, List<String> items) {
    if (option.kind().isMap()) {
      return items.stream().map(SettingsPrinter::entry).collect(Collectors.joining(", ", "{", "}"));
    }
    if (option.kind().isList()) {
      return items.stream()
          .map(SettingsPrinter::scalar)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return scalar(items.get(0));
  }

  private static String entry(String item) {
    int split = item.lastIndexOf('=');
    return scalar(item.substring(0, split)) + ": " + scalar(item.substring(split + 1));
  }

  private static String scalar(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !OTHER_TYPE.matcher(text).matches();
    return plain ? text : '"' + SafeText.insideJson(text) + '"';
  }
}

package dev.heartwood.config;

import dev.heartwood.appenders.FileNamePattern;
import dev.heartwood.appenders.RollingConfig;
import dev.heartwood.appenders.RollingConfig.FixedWindow;
import dev.heartwood.appenders.RollingConfig.SizeAndTimeBased;
import dev.heartwood.appenders.RollingConfig.TimeBased;

/** Reads how a file is rolled; {@code %d} and {@code %i} in the pattern say by what. */
final class RollingReader {
  private RollingReader() {}

  static RollingConfig read(Section body) {
    Value pattern = body.required("fileNamePattern");
    FileNamePattern names = pattern.parsed(FileNamePattern::parse);
    RollingConfig config =
        body.checked(
            () -> {
              if (names.hasDate() && names.hasIndex()) {
                return sizeAndTime(body, names);
              }
              if (names.hasDate()) {
                return time(body, names);
              }
              if (names.hasIndex()) {
                return window(body, names);
              }
              throw pattern.wrong("a name with %d, with %i or with both");
            });
    body.done();
    return config;
  }

  private static RollingConfig sizeAndTime(Section body, FileNamePattern names) {
    return new SizeAndTimeBased(
        names,
        body.required("maxFileSize").bytes(),
        body.get("maxHistory", Value::integer, 0),
        body.get("totalSizeCap", Value::bytes, 0L),
        body.get("cleanHistoryOnStart", Value::bool, Boolean.FALSE));
  }

  private static RollingConfig time(Section body, FileNamePattern names) {
    return new TimeBased(
        names,
        body.get("maxHistory", Value::integer, 0),
        body.get("totalSizeCap", Value::bytes, 0L),
        body.get("cleanHistoryOnStart", Value::bool, Boolean.FALSE));
  }

  private static RollingConfig window(Section body, FileNamePattern names) {
    return new FixedWindow(
        names,
        body.get("minIndex", Value::integer, FixedWindow.DEFAULT_MIN_INDEX),
        body.get("maxIndex", Value::integer, FixedWindow.DEFAULT_MAX_INDEX),
        body.get("maxFileSize", Value::bytes, FixedWindow.DEFAULT_MAX_FILE_BYTES));
  }
}

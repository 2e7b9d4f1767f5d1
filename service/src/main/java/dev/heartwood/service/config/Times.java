package dev.heartwood.service.config;

import java.time.Duration;

/** Times as options have them, for flags that are no options of the service. */
public final class Times {
  private Times() {}

  /**
   * @param name of the flag
   * @throws SettingsException if the text is no time
   */
  public static Duration parse(String name, String text) {
    Duration time = Amounts.time(text);
    if (time == null) {
      throw new SettingsException(
          name + " must be a time such as 500ms, 10s, 5min, 2h or 30d, was " + text, null);
    }
    return time;
  }
}

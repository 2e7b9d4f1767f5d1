package dev.heartwood.ring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which boot of the machine this is: what is in the page cache lives no longer. */
final class BootId {
  private static final String CURRENT = read();

  private BootId() {}

  /** Empty where the system does not tell; nothing is then known to be of this boot. */
  static String current() {
    return CURRENT;
  }

  private static String read() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }
}

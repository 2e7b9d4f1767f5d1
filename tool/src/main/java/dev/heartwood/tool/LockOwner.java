package dev.heartwood.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out who holds a lock without asking for it: whoever starts just then would be refused.
 * Where the system lists its locks, that is certain; elsewhere the process that the lock's file
 * names is believed as long as it runs.
 */
final class LockOwner {
  private static final Path SYSTEM_LOCKS = Path.of("/proc/locks");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private LockOwner() {}

  static Optional<String> of(Path lockFile) {
    return of(lockFile, SYSTEM_LOCKS);
  }

  static Optional<String> of(Path lockFile, Path systemLocks) {
    if (!Files.exists(lockFile)) {
      return Optional.empty();
    }
    try {
      Object inode = Files.getAttribute(lockFile, "unix:ino");
      return listed(Files.readAllLines(systemLocks, StandardCharsets.US_ASCII), inode.toString());
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return named(lockFile);
    }
  }

  /** A line is "1: POSIX ADVISORY WRITE 4711 fe:01:8388636 0 EOF"; one that waits has an arrow. */
  private static Optional<String> listed(List<String> locks, String inode) {
    for (String lock : locks) {
      String[] words = lock.trim().split("\\s+");
      if (words.length >= 6 && !words[1].equals("->") && words[5].endsWith(":" + inode)) {
        boolean known = NUMBER.matcher(words[4]).matches() && !words[4].equals("0");
        return Optional.of(known ? "process " + words[4] : "a process outside this container");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> named(Path lockFile) {
    try {
      Matcher number = NUMBER.matcher(Files.readString(lockFile));
      return number.find() && ProcessHandle.of(Long.parseLong(number.group())).isPresent()
          ? Optional.of("process " + number.group() + ", as far as can be told")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("somebody, as far as can be told");
    }
  }
}

package dev.heartwood.service.security;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Random bytes that a service keeps to itself, the same after a restart. */
public final class SecretFile {
  /** Of a secret. */
  public static final int BYTES = 32;

  private SecretFile() {}

  /**
   * Reads them, or makes them if there are none yet. Only one process at a time may ask.
   *
   * @throws IOException if the file is not as it must be: a short secret is none
   */
  public static byte[] of(Path file) throws IOException {
    if (!Files.exists(file)) {
      make(Disk.local(), file);
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length != BYTES) {
      throw new IOException("[" + file + "] must have " + BYTES + " bytes, had " + bytes.length);
    }
    return bytes;
  }

  private static void make(Disk disk, Path file) throws IOException {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    disk.delete(next);
    try (DiskFile fresh = disk.create(next)) {
      fresh.write(0, bytes, 0, BYTES);
      fresh.force();
    }
    disk.rename(next, file);
  }
}

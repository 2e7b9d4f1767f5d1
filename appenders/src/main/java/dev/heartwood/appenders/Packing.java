package dev.heartwood.appenders;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Packs one file into another. */
final class Packing {
  private static final int BUFFER_BYTES = 64 * 1024;

  private Packing() {}

  /**
   * Packs under a temporary name, publishes, and only then removes the source, whose time of last
   * modification the packed file takes over. If that fails, of a full disk say, the source is all
   * that is left.
   *
   * @param entry the name of the only entry in a zip
   */
  static void pack(Path source, Path target, String entry) throws IOException {
    Path temporary = Moves.sibling(target, Moves.TEMPORARY);
    OutputStream file = Files.newOutputStream(temporary);
    boolean published = false;
    try {
      try (file;
          OutputStream packed = packer(Compression.of(target.toString()), file, entry)) {
        Files.copy(source, packed);
      }
      Files.setLastModifiedTime(temporary, Files.getLastModifiedTime(source));
      Moves.publish(temporary, target);
      published = true;
    } finally {
      if (!published) {
        Files.deleteIfExists(temporary);
      }
    }
    Files.delete(source);
  }

  private static OutputStream packer(Compression compression, OutputStream out, String entry)
      throws IOException {
    switch (compression) {
      case GZIP -> {
        return new GZIPOutputStream(out, BUFFER_BYTES);
      }
      case ZIP -> {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.putNextEntry(new ZipEntry(entry));
        return zip;
      }
      default -> throw new IllegalArgumentException("compression must be gzip or zip");
    }
  }

  /** Whether a packed file holds exactly what a plain one does. */
  static boolean holds(Path packed, Path plain) {
    try (InputStream expected = new BufferedInputStream(Files.newInputStream(plain));
        InputStream actual = new BufferedInputStream(unpacked(packed))) {
      int b;
      do {
        b = expected.read();
        if (b != actual.read()) {
          return false;
        }
      } while (b >= 0);
      return true;
    } catch (IOException e) {
      return false; // not even readable
    }
  }

  private static InputStream unpacked(Path packed) throws IOException {
    InputStream file = Files.newInputStream(packed);
    try {
      if (Compression.of(packed.toString()) == Compression.ZIP) {
        ZipInputStream zip = new ZipInputStream(file);
        zip.getNextEntry();
        return zip;
      }
      return new GZIPInputStream(file, BUFFER_BYTES);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }
}

package dev.heartwood.ring;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own for {@link RingProcessTest}: opens a ring and prints what comes of it. */
final class RingOpener {
  private RingOpener() {}

  public static void main(String[] arguments) {
    try {
      MappedRing.open(
              Path.of(arguments[0]), MappedRing.MIN_CAPACITY, false, (level, text, cause) -> {})
          .release();
      System.out.println("opened");
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }
}

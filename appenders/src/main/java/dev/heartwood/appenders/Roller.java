package dev.heartwood.appenders;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides when the active file is put aside, and does it. A roll that fails is reported and the
 * active file is written on; it is due again with the next period, or after as many bytes as
 * before.
 *
 * <p><b>Threads:</b> guarded by its handler's lock, {@link #close} excepted; packing and removing
 * old files is the business of an {@link Archiver}'s thread.
 */
sealed interface Roller permits TimeRoller, WindowRoller {
  static Roller of(FileConfig config, RollingConfig rolling) {
    if (rolling instanceof RollingConfig.FixedWindow window) {
      return new WindowRoller(config, window);
    }
    return new TimeRoller(config, rolling);
  }

  /** Looks at what earlier processes have left; called before the first file is opened. */
  void start(Instant now) throws IOException;

  /** The file to write. */
  Path activeFile();

  /**
   * @param length bytes in the active file, buffered ones included
   */
  boolean isDue(long nowMillis, long length);

  /** Puts the active file aside; it is closed now and is opened again afterwards. */
  void roll(Instant now, long length);

  /** Waits for files being packed. */
  void close(Duration timeout);
}

package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of its own for {@link RingFileTest}: configures Logback from a file, logs a number of
 * lines with secrets in them, says so and waits to be killed.
 */
public final class KilledApplication {
  private KilledApplication() {}

  /** Arguments: a file with what stands within {@code <configuration>}, and how many lines. */
  public static void main(String[] arguments) throws Exception {
    Configured configured = Configured.from(Files.readString(Path.of(arguments[0])));
    int lines = Integer.parseInt(arguments[1]);
    for (int i = 0; i < lines; i++) {
      configured.logger("orders").info("password={} for order {}", secret(i), i);
    }
    configured.complaints().forEach(System.out::println);
    System.out.println("logged");
    System.out.flush();
    while (true) {
      LockSupport.park();
    }
  }

  static String secret(int number) {
    return "s3cr3t-" + Integer.toHexString(number * 7_919) + "-" + number;
  }

  /** Takes nothing: whatever is logged stays in the ring. */
  public static final class StuckAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      while (true) {
        LockSupport.park();
      }
    }
  }
}

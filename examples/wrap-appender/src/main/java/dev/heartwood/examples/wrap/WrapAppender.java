package dev.heartwood.examples.wrap;

import static net.logstash.logback.argument.StructuredArguments.keyValue;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.util.Map;
import net.logstash.logback.marker.Markers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Logs with logstash-logback-encoder's own arguments and markers. Its encoder, in Logback's own
 * {@code FileAppender}, and a pager stand behind the ring: see {@code logback.xml}.
 */
public final class WrapAppender {
  private static final Logger LOG = LoggerFactory.getLogger(WrapAppender.class);

  private WrapAppender() {}

  public static void main(String[] args) {
    run();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.stop(); // delivers what is still in the rings
    System.out.println("written to " + Path.of("logs", "logstash.json").toAbsolutePath());
  }

  static void run() {
    MDC.put("shop", "graz");
    LOG.info("sold {}", keyValue("tea", "sencha"));
    LOG.info(Markers.appendEntries(Map.of("shelf", 4, "left", 12)), "counted");
    LOG.error("the kettle is cold");
    MDC.remove("shop");
  }
}

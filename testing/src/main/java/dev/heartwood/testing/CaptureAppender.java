package dev.heartwood.testing;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/** Shows every event to the hub, on the logging thread. */
final class CaptureAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private final CaptureHub hub;

  CaptureAppender(CaptureHub hub) {
    this.hub = hub;
    setName("heartwood-capture");
  }

  @Override
  protected void append(ILoggingEvent event) {
    hub.capture(event);
  }

  /** A reset stops every appender before it tells the listeners. */
  @Override
  public void stop() {
    super.stop();
    hub.appenderStopped();
  }
}

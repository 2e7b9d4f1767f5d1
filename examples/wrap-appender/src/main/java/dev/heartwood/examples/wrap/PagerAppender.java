package dev.heartwood.examples.wrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands for any appender of a third party: it takes its time, and nobody wrote it for a ring.
 * Behind Heartwood's ring no logging thread waits for it.
 */
public final class PagerAppender extends AppenderBase<ILoggingEvent> {
  private final List<String> pages = new CopyOnWriteArrayList<>();
  private String number = "";

  /** Whom it calls. */
  public void setNumber(String number) {
    this.number = number;
  }

  /** Who was called for what. */
  public List<String> pages() {
    return List.copyOf(pages);
  }

  @Override
  protected void append(ILoggingEvent event) {
    pages.add(number + ": " + event.getFormattedMessage() + " " + event.getMDCPropertyMap());
  }
}

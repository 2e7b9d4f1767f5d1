package dev.heartwood.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.joran.spi.DefaultClass;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.SimpleTimeBasedGuard;
import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.Delivery;
import dev.heartwood.async.DropReason;
import dev.heartwood.async.Durability;
import dev.heartwood.async.FailReason;
import dev.heartwood.filter.Redactor;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes events off their caller's hands: the drop-in for {@code
 * ch.qos.logback.classic.AsyncAppender}, by changing the class name in {@code logback.xml}. Each
 * {@code <appender-ref>} gets a ring and a worker of its own, so that one that is stuck holds up no
 * other.
 *
 * <p>Appenders of Logback and of third parties get the original event, prepared as behind Logback's
 * own; {@code OutputStreamAppender}s are flushed once per batch instead of once per event. Our own
 * appenders are fed from ring to handler.
 *
 * <p><b>Threads:</b> any number of threads log; start, stop, attaching and detaching are for one
 * thread at a time. <b>Order:</b> events of one thread arrive as logged. <b>Ownership:</b> stopping
 * it stops and detaches the appenders, as Logback does. <b>Loss:</b> only where {@code onFull} says
 * so, or after a wait of {@code appendTimeout}; counted in {@link #delivery()} and told in the log.
 *
 * <p>Options that Logback has, too, can be set from code in Logback's types. {@code logback.xml}
 * reaches them through the {@code add} methods, so that a wrong value is an ERROR and not a warning
 * with the default in its place.
 */
public class AsyncAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements AppenderAttachable<ILoggingEvent> {
  private final AsyncOptions texts = new AsyncOptions();
  private final AppenderAttachableImpl<ILoggingEvent> attached = new AppenderAttachableImpl<>();
  private @Nullable Redactor redactor;
  private @Nullable Boolean includeCaller;
  private int discardBelow;
  private boolean refused;
  private final Nesting nesting = new Nesting();
  private final SimpleTimeBasedGuard notStarted = new SimpleTimeBasedGuard();
  private final SimpleTimeBasedGuard failures = new SimpleTimeBasedGuard();
  private volatile AsyncViews views = AsyncViews.NONE;

  /** Events that each ring holds; 16384 by default, rounded up to a power of two. */
  public void setRingBufferSize(String ringBufferSize) {
    texts.ringBufferSize = ringBufferSize;
  }

  /** Another name of {@code ringBufferSize}. */
  public void setQueueSize(int queueSize) {
    texts.queueSize = Integer.toString(queueSize);
  }

  /** For XML: see {@link #setQueueSize}. */
  public void addQueueSize(String queueSize) {
    texts.queueSize = queueSize;
  }

  /** The size as configured, before it is rounded up. */
  public int getQueueSize() {
    return texts.capacityAsGiven();
  }

  /**
   * What becomes of an event that finds the ring full: BLOCK (default), DROP_NEWEST, DROP_BELOW.
   */
  public void setOnFull(String onFull) {
    texts.onFull = onFull;
  }

  /** For DROP_BELOW: events below this level never wait; WARN by default. */
  public void setDropBelow(String dropBelow) {
    texts.dropBelow = dropBelow;
  }

  /** True means {@code onFull} DROP_NEWEST. */
  public void setNeverBlock(boolean neverBlock) {
    texts.neverBlock = Boolean.toString(neverBlock);
  }

  /** For XML: see {@link #setNeverBlock}. */
  public void addNeverBlock(String neverBlock) {
    texts.neverBlock = neverBlock;
  }

  /** Whether events are dropped rather than waited for. */
  public boolean isNeverBlock() {
    return Boolean.parseBoolean(texts.neverBlock);
  }

  /** How long a caller waits for room; 5 seconds by default, 0 not at all, negative for ever. */
  public void setAppendTimeout(String appendTimeout) {
    texts.appendTimeout = appendTimeout;
  }

  /** With less room than this, {@link #isDiscardable} events are dropped; 0 (default) for never. */
  public void setDiscardingThreshold(int discardingThreshold) {
    texts.discardingThreshold = Integer.toString(discardingThreshold);
  }

  /** For XML: see {@link #setDiscardingThreshold}. */
  public void addDiscardingThreshold(String discardingThreshold) {
    texts.discardingThreshold = discardingThreshold;
  }

  public int getDiscardingThreshold() {
    return texts.discardingThreshold(new Options());
  }

  /**
   * How long stopping may take, in milliseconds; 10 seconds by default, 0 for as long as needed.
   */
  public void setMaxFlushTime(int maxFlushTime) {
    texts.maxFlushTime = Integer.toString(maxFlushTime);
  }

  /** For XML, also with a unit: see {@link #setMaxFlushTime}. */
  public void addMaxFlushTime(String maxFlushTime) {
    texts.maxFlushTime = maxFlushTime;
  }

  /** In milliseconds. */
  public int getMaxFlushTime() {
    return texts.maxFlushMillisAsGiven();
  }

  /** Another name of {@code maxFlushTime}. */
  public void setShutdownGracePeriod(String shutdownGracePeriod) {
    texts.shutdownGracePeriod = shutdownGracePeriod;
  }

  /** Whether the stack is walked for every event; in XML also {@code auto}, the default. */
  public void setIncludeCallerData(boolean includeCallerData) {
    texts.includeCallerData = Boolean.toString(includeCallerData);
  }

  /** For XML: see {@link #setIncludeCallerData}. */
  public void addIncludeCallerData(String includeCallerData) {
    texts.includeCallerData = includeCallerData;
  }

  public boolean isIncludeCallerData() {
    return Boolean.parseBoolean(texts.includeCallerData);
  }

  /** What a worker does while its ring is empty: adaptive (default), blocking, sleeping ... */
  public void setWaitStrategyType(String waitStrategyType) {
    texts.waitStrategyType = waitStrategyType;
  }

  /** Whether the JVM may end while a worker runs; true by default. */
  public void setDaemon(String daemon) {
    texts.daemon = daemon;
  }

  /** Whether losses are told in the log itself, too; true by default. */
  public void setLossNotices(String lossNotices) {
    texts.lossNotices = lossNotices;
  }

  /**
   * What has happened when a logging call returns: {@code memory} (default), {@code process}: the
   * event is in {@code ringFile} and survives the process, whatever ends it, or {@code disk}: the
   * disk has confirmed it, and it survives a loss of power.
   */
  public void setDurability(String durability) {
    texts.durability = durability;
  }

  /**
   * For durability process the file of the ring, whose directory is made if need be; for disk a
   * directory for the ring alone. With several appenders each has its own, with the appender's name
   * behind this one.
   */
  public void setRingFile(String ringFile) {
    texts.ringFile = ringFile;
  }

  /** The size of each, in all: 64MB by default, a power of two from 1MB to 512MB. */
  public void setRingFileSize(String ringFileSize) {
    texts.ringFileSize = ringFileSize;
  }

  /** Whether a second process takes another one instead of failing; false by default. */
  public void setOwnRingFile(String ownRingFile) {
    texts.ownRingFile = ownRingFile;
  }

  /** Masks secrets on the logging thread, before any ring sees the event. */
  @DefaultClass(PatternRedactor.class)
  public void setRedactor(Redactor redactor) {
    this.redactor = redactor;
  }

  /** Whether the event may go first when the queue is nearly full: TRACE, DEBUG and INFO may. */
  protected boolean isDiscardable(ILoggingEvent event) {
    return event.getLevel().toInt() <= Level.INFO_INT;
  }

  /** For subclasses: runs on the logging thread before the event is captured. */
  protected void preprocess(ILoggingEvent event) {}

  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    if (!attached.iteratorForAppenders().hasNext()) {
      addError("No attached appenders found.");
      return;
    }
    Options options = new Options();
    AsyncConfig config = texts.build(options);
    includeCaller = texts.includeCallerData(options);
    discardBelow = texts.discardingThreshold(options);
    refused = true;
    if (!options.reportTo(this, "Appender [" + getName() + "]") || config == null) {
      return;
    }
    try {
      views = AsyncViews.over(this, config.withStatus(new LogbackStatus(this)));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      addError("Appender [" + getName() + "] not started: " + e.getMessage(), e);
      return;
    }
    refused = false;
    if (Boolean.FALSE.equals(includeCaller) && views.needsCaller()) {
      addWarn("includeCallerData is false, but an appender behind prints caller data: it has none");
    }
    if (config.durability() == Durability.MEMORY) {
      addInfo("Setting discardingThreshold to " + discardBelow);
      int capacity = views.all().get(0).ring().capacity();
      if (capacity != getQueueSize()) {
        addInfo("Ring size " + getQueueSize() + " is rounded up to a power of two: " + capacity);
      }
    }
    super.start(); // last: its volatile write shows the views to logging threads
  }

  @Override
  public void stop() {
    if (!isStarted()) {
      if (refused) {
        attached.detachAndStopAllAppenders(); // nobody else will, and they hold files
      }
      return;
    }
    super.stop();
    addInfo("Worker thread will flush remaining events before exiting. ");
    AsyncViews last = views;
    last.close();
    long abandoned = 0;
    for (Delivery delivery : last.deliveries().values()) {
      abandoned += delivery.failed(FailReason.ABANDONED);
    }
    if (abandoned > 0) {
      addWarn(
          "Max queue flush timeout ("
              + getMaxFlushTime()
              + " ms) exceeded. Approximately "
              + abandoned
              + " queued events were possibly discarded.");
    } else {
      addInfo("Queue flush finished successfully within timeout.");
    }
    for (AsyncView view : last.all()) {
      attached.detachAppender(view.appender()); // its worker stops it
    }
  }

  /**
   * As the base class does, except that nothing is lost without a count: that drops in silence what
   * a {@code toString} logs while its event is being captured, and throws errors at the caller.
   */
  @Override
  public void doAppend(ILoggingEvent event) {
    AsyncViews current = views;
    int[] entered = nesting.enter();
    if (entered == null) {
      current.drop(DropReason.RECURSION, LogbackEvent.level(event.getLevel()));
      return;
    }
    try {
      if (!isStarted()) {
        current.drop(DropReason.CLOSED, LogbackEvent.level(event.getLevel()));
        if (notStarted.allow()) {
          addWarn("Attempted to append to non started appender [" + getName() + "].");
        }
      } else if (getFilterChainDecision(event) != FilterReply.DENY) {
        append(event);
      }
    } catch (Throwable e) {
      current.drop(DropReason.UNREADABLE, LogbackEvent.level(event.getLevel()));
      if (failures.allow()) {
        addError("Appender [" + getName() + "] failed to append.", e);
      }
    } finally {
      nesting.exit(entered);
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    AsyncViews current = views;
    preprocess(event);
    boolean withCaller = includeCaller == null ? current.needsCaller() : includeCaller;
    if (redactor != null || withCaller || !current.handleCall(event)) {
      current.handle(captured(event, current, withCaller));
    }
  }

  /** Everything that needs the logging thread. */
  private LogEvent captured(ILoggingEvent event, AsyncViews current, boolean withCaller) {
    LogbackEvent seen = (LogbackEvent) LogbackEvent.of(event);
    if (withCaller) {
      seen.withCaller();
    }
    if (redactor == null && !current.keepsReferences()) {
      return seen.render();
    }
    LogEvent redacted = redactor == null ? seen : redacted(redactor, seen.freeze());
    if (!current.keepsReferences()) {
      return redacted;
    }
    return redacted == seen ? seen.prepare() : redacted.toRecord();
  }

  /** An event whose redaction failed is not passed as it is. */
  private static LogEvent redacted(Redactor redactor, LogbackEvent event) {
    try {
      return redactor.redact(event);
    } catch (RuntimeException | StackOverflowError e) {
      return LogRecord.of(
          event.timestamp(),
          event.level(),
          event.loggerName(),
          "[event withheld: redaction failed with " + e.getClass().getName() + "]");
    }
  }

  /** What became of the events, by the name of each appender-ref; final once stopped. */
  public Map<String, Delivery> delivery() {
    return views.deliveries();
  }

  /**
   * Waits until everything that was logged before is in every appender behind, or counted as lost.
   *
   * @return false at the deadline, when interrupted, or on a worker
   */
  public boolean awaitDelivered(Duration timeout) {
    return views.awaitDelivered(timeout);
  }

  /** How many places are taken in the fullest ring; bytes if it lies in a file. */
  public int getNumberOfElementsInQueue() {
    int most = 0;
    for (AsyncView view : views.all()) {
      most = Math.max(most, view.ring().queued());
    }
    return most;
  }

  /** How much room there is in the fullest ring; bytes if it lies in a file. */
  public int getRemainingCapacity() {
    int least = Integer.MAX_VALUE;
    for (AsyncView view : views.all()) {
      least = Math.min(least, view.ring().remainingCapacity());
    }
    return least == Integer.MAX_VALUE ? 0 : least;
  }

  /** Whether some ring has less room than {@code discardingThreshold}. */
  public boolean isQueueBelowDiscardingThreshold() {
    return getRemainingCapacity() < discardBelow;
  }

  /** Whether this event is given up for one ring, which is nearly full. */
  boolean discards(ILoggingEvent event, int room) {
    return room < discardBelow && isDiscardable(event);
  }

  /** Whether caller data is asked for by the option, and not only where it is printed. */
  boolean includesCaller() {
    return Boolean.TRUE.equals(includeCaller);
  }

  /** Whether this or an appender behind wants caller data. */
  boolean needsCaller() {
    return includeCaller == null ? views.needsCaller() : includeCaller;
  }

  int discardBelow() {
    return discardBelow;
  }

  @Override
  public void addAppender(Appender<ILoggingEvent> appender) {
    if (!attached.isAttached(appender)) {
      addInfo("Attaching appender named [" + appender.getName() + "] to AsyncAppender.");
      if (isStarted()) {
        try {
          views = views.plus(appender);
        } catch (IllegalArgumentException | UncheckedIOException e) {
          addError("Appender [" + appender.getName() + "] not attached: " + e.getMessage(), e);
          return;
        }
      }
      attached.addAppender(appender);
    }
  }

  @Override
  public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
    return attached.iteratorForAppenders();
  }

  @Override
  public @Nullable Appender<ILoggingEvent> getAppender(String name) {
    return attached.getAppender(name);
  }

  @Override
  public boolean isAttached(Appender<ILoggingEvent> appender) {
    return attached.isAttached(appender);
  }

  /** Delivers what is queued, then stops and detaches every appender; itself it goes on. */
  @Override
  public void detachAndStopAllAppenders() {
    AsyncViews last = views;
    views = views.none();
    last.close();
    attached.detachAndStopAllAppenders();
  }

  /** Delivers what is queued for the appender, then lets go of it without stopping it. */
  @Override
  public boolean detachAppender(Appender<ILoggingEvent> appender) {
    boolean detached = attached.detachAppender(appender);
    if (detached && isStarted()) {
      AsyncViews before = views;
      views = before.minus(appender);
      before.release(appender);
    }
    return detached;
  }

  @Override
  public boolean detachAppender(String name) {
    Appender<ILoggingEvent> appender = attached.getAppender(name);
    return appender != null && detachAppender(appender);
  }
}

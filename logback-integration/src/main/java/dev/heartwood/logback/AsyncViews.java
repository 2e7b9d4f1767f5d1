package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import dev.heartwood.CallHandler;
import dev.heartwood.LogEvent;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.Delivery;
import dev.heartwood.async.DropReason;
import dev.heartwood.async.FanOutHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The rings of one {@link AsyncAppender}; a change at runtime makes a new set around the old. */
final class AsyncViews {
  private final @Nullable AsyncAppender owner;
  private final @Nullable AsyncConfig config;
  private final List<AsyncView> all;
  private final @Nullable FanOutHandler entrance;
  private final boolean keepsReferences;
  private final boolean needsCaller;

  /** The only ring, or all of them, if plain calls are taken by their parts. */
  private final @Nullable CallHandler calls;

  /** Nothing is attached yet. */
  static final AsyncViews NONE = new AsyncViews(null, null, List.of());

  private AsyncViews(
      @Nullable AsyncAppender owner, @Nullable AsyncConfig config, List<AsyncView> all) {
    this.owner = owner;
    this.config = config;
    this.all = List.copyOf(all);
    this.entrance =
        all.isEmpty() ? null : new FanOutHandler(all.stream().map(AsyncView::ring).toList());
    this.keepsReferences = all.stream().anyMatch(AsyncView::keepsReferences);
    this.needsCaller = entrance != null && entrance.needsCaller();
    CallHandler plain = all.size() == 1 ? all.get(0).ring() : entrance;
    this.calls = plain != null && plain.takesCalls() ? plain : null;
  }

  /**
   * @throws IllegalArgumentException if there are too many
   */
  static AsyncViews over(AsyncAppender owner, AsyncConfig config) {
    List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
    owner.iteratorForAppenders().forEachRemaining(appenders::add);
    requireFew(appenders.size());
    List<AsyncView> made = new ArrayList<>();
    try {
      for (Appender<ILoggingEvent> appender : appenders) {
        made.add(new AsyncView(owner, appender, ownFile(config, appender, appenders.size())));
      }
    } catch (RuntimeException e) {
      made.forEach(AsyncView::release);
      throw e;
    }
    return new AsyncViews(owner, config, made);
  }

  /** Several rings cannot share a file. */
  private static AsyncConfig ownFile(
      AsyncConfig config, Appender<ILoggingEvent> appender, int appenders) {
    Path file = config.ringFile();
    if (file == null || appenders == 1) {
      return config;
    }
    String name = String.valueOf(appender.getName()).replaceAll("[^A-Za-z0-9_]", "_");
    return config.withRingFile(file.resolveSibling(file.getFileName() + "-" + name));
  }

  /**
   * @throws IllegalArgumentException if there are too many
   */
  AsyncViews plus(Appender<ILoggingEvent> appender) {
    if (owner == null || config == null) {
      return this;
    }
    requireFew(all.size() + 1);
    List<AsyncView> more = new ArrayList<>(all);
    more.add(new AsyncView(owner, appender, ownFile(config, appender, more.size() + 1)));
    return new AsyncViews(owner, config, more);
  }

  /** Before any worker is started. */
  private static void requireFew(int count) {
    if (count > FanOutHandler.MAX_VIEWS) {
      throw new IllegalArgumentException(
          "appender-refs must be 1 to " + FanOutHandler.MAX_VIEWS + ", were " + count);
    }
  }

  AsyncViews minus(Appender<ILoggingEvent> appender) {
    return new AsyncViews(
        owner, config, all.stream().filter(view -> view.appender() != appender).toList());
  }

  AsyncViews none() {
    return new AsyncViews(owner, config, List.of());
  }

  /** Drains the ring of an appender that goes its own way from now on. */
  void release(Appender<ILoggingEvent> appender) {
    for (AsyncView view : all) {
      if (view.appender() == appender) {
        view.release();
      }
    }
  }

  List<AsyncView> all() {
    return all;
  }

  boolean keepsReferences() {
    return keepsReferences;
  }

  boolean needsCaller() {
    return needsCaller;
  }

  /** Passes on a plain call; false if it was not, since it must become an event first. */
  boolean handleCall(ILoggingEvent event) {
    return calls != null && PlainCalls.pass(event, calls);
  }

  void handle(LogEvent event) {
    if (entrance != null) {
      entrance.handle(event);
    }
  }

  /** Counts an event that no ring gets. */
  void drop(DropReason reason, Level level) {
    for (AsyncView view : all) {
      view.ring().drop(reason, level);
    }
  }

  boolean awaitDelivered(Duration timeout) {
    return entrance == null || entrance.awaitDelivered(timeout);
  }

  Map<String, Delivery> deliveries() {
    Map<String, Delivery> deliveries = new LinkedHashMap<>();
    for (AsyncView view : all) {
      deliveries.merge(view.name(), view.delivery(), Delivery::plus);
    }
    return deliveries;
  }

  void close() {
    if (entrance != null) {
      entrance.close();
    }
  }
}

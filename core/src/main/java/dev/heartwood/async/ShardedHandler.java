package dev.heartwood.async;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Spreads events over a fixed number of workers by a key, for a handler that one worker cannot
 * feed. Each shard is an {@link AsyncHandler} with a ring of its own.
 *
 * <p><b>Threads, errors:</b> as {@link AsyncHandler}; the key is read on the logging thread, before
 * room is claimed. <b>Order:</b> events of one thread with the same key arrive as logged; between
 * keys no order holds. Events without a key, or whose key cannot be read, go to the first shard.
 * <b>Ownership:</b> closing this closes the handlers, all shards at the same time.
 */
public final class ShardedHandler implements LogHandler {
  /** More workers than this only get in each other's way. */
  public static final int MAX_SHARDS = 256;

  private final Function<LogEvent, @Nullable String> key;
  private final AsyncHandler[] shards;
  private final Complaints complaints;
  private final String name;

  /**
   * Gives each shard a handler of its own.
   *
   * @param config for each shard; its name gets the shard's number behind it
   * @param shards 1 to {@link #MAX_SHARDS}
   * @param key what stays in order; null for no key
   * @param handlers makes the handler of the shard with the given number
   */
  public ShardedHandler(
      AsyncConfig config,
      int shards,
      Function<LogEvent, @Nullable String> key,
      IntFunction<LogHandler> handlers) {
    if (shards < 1 || shards > MAX_SHARDS) {
      throw new IllegalArgumentException("shards must be 1 to " + MAX_SHARDS + ", were " + shards);
    }
    if (config.durability() != Durability.MEMORY) {
      throw new IllegalArgumentException(
          "durability must be MEMORY for shards, was " + config.durability());
    }
    this.key = Objects.requireNonNull(key, "key");
    complaints = new Complaints(config.status());
    name = config.name();
    this.shards = new AsyncHandler[shards];
    int made = 0;
    try {
      for (; made < shards; made++) {
        AsyncConfig shard = config.withName(name + "-" + made);
        this.shards[made] = new AsyncHandler(shard, handlers.apply(made));
      }
    } catch (RuntimeException e) {
      Barrier.closeAll(Arrays.copyOf(this.shards, made));
      throw e;
    }
  }

  /** Gives all shards the same handler, which must allow calls from several threads at once. */
  public static ShardedHandler sharing(
      AsyncConfig config,
      int shards,
      Function<LogEvent, @Nullable String> key,
      LogHandler threadSafe) {
    AtomicInteger users = new AtomicInteger(shards);
    return new ShardedHandler(config, shards, key, i -> new Shared(threadSafe, users));
  }

  @Override
  public void handle(LogEvent event) {
    shards[shardOf(event)].handle(event);
  }

  private int shardOf(LogEvent event) {
    if (shards.length == 1) {
      return 0;
    }
    @Nullable String value;
    try {
      value = key.apply(event);
    } catch (Throwable e) {
      complaints.repeat(name + ": a key could not be read, its event goes to shard 0: " + e, e);
      return 0;
    }
    if (value == null) {
      return 0;
    }
    int hash = value.hashCode();
    return Math.floorMod(hash ^ hash >>> 16, shards.length);
  }

  /** The shards, by number. */
  public List<AsyncHandler> shards() {
    return List.of(shards);
  }

  /** The counts of all shards together. */
  public Delivery delivery() {
    return Stream.of(shards).map(AsyncHandler::delivery).reduce(Delivery::plus).orElseThrow();
  }

  @Override
  public boolean awaitDelivered(Duration timeout) {
    return Barrier.awaitAll(shards, timeout);
  }

  @Override
  public boolean needsCaller() {
    return shards[0].needsCaller();
  }

  @Override
  public boolean redacts() {
    return shards[0].redacts();
  }

  @Override
  public void close() {
    Barrier.closeAll(shards);
  }

  /** A handler that several shards use; the last one to end closes it. */
  private record Shared(LogHandler handler, AtomicInteger users) implements LogHandler {
    @Override
    public void handle(LogEvent event) throws IOException {
      handler.handle(event);
    }

    @Override
    public boolean hold() {
      return handler.hold();
    }

    @Override
    public void release() {
      handler.release();
    }

    @Override
    public void flush() throws IOException {
      handler.flush();
    }

    @Override
    public boolean awaitDelivered(Duration timeout) {
      return handler.awaitDelivered(timeout);
    }

    @Override
    public boolean needsCaller() {
      return handler.needsCaller();
    }

    @Override
    public boolean redacts() {
      return handler.redacts();
    }

    @Override
    public void close() throws IOException {
      if (users.decrementAndGet() == 0) {
        handler.close();
      }
    }
  }
}

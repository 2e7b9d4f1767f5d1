package dev.heartwood.service.security;

import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a running service, in memory. A thread of this ring looks at the file four times a
 * second. A file that has become unreadable, or is gone, changes nothing but is reported: a service
 * that had keys never falls open.
 *
 * <p><b>Threads:</b> any; who asks waits for nothing.
 *
 * <pre>
 * field             written by  read by  ordering
 * known             watcher     callers  volatile; the map never changes
 * stamp, complaint  watcher     watcher  under this, for tests
 * uses              callers     watcher  concurrent map
 * </pre>
 */
public final class KeyRing implements AutoCloseable {
  private static final int LOOK_MILLIS = 250;
  private static final int SAVE_MILLIS = 60_000;

  /** What is compared where there is no key, so that this takes as long. */
  private static final byte[] NO_DIGEST = Secret.digest("");

  private final ApiKeys keys;
  private final StatusReporter status;
  private final ScheduledExecutorService watcher;
  private final Map<String, Instant> uses = new ConcurrentHashMap<>();
  private volatile Map<String, StoredKey> known;
  private KeyFile.Stamp stamp;
  private @Nullable String complaint;

  private KeyRing(ApiKeys keys, StatusReporter status) throws IOException {
    this.keys = keys;
    this.status = status;
    stamp = keys.file().stamp();
    known = byId(keys.file().read());
    watcher = Executors.newSingleThreadScheduledExecutor(KeyRing::thread);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "heartwood-keys");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * @throws IOException if there is a file of keys that cannot be used
   */
  public static KeyRing open(ApiKeys keys, StatusReporter status) throws IOException {
    KeyRing ring = new KeyRing(keys, status);
    ring.watcher.scheduleWithFixedDelay(
        ring::refresh, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    ring.watcher.scheduleWithFixedDelay(
        ring::save, SAVE_MILLIS, SAVE_MILLIS, TimeUnit.MILLISECONDS);
    return ring;
  }

  /** Whether no key was ever made. From the first on this stays false, even if all are revoked. */
  public boolean isEmpty() {
    return known.isEmpty();
  }

  /**
   * What a key opens now.
   *
   * @param text what the caller presented
   */
  public Match match(String text) {
    Instant now = keys.clock().instant();
    StoredKey found = known.get(Secret.idIn(text));
    byte[] expected = found == null ? NO_DIGEST : found.digest();
    boolean equal = MessageDigest.isEqual(expected, Secret.digest(text));
    if (found == null || !equal) {
      return Match.UNKNOWN;
    }
    ApiKey key = found.key();
    if (key.state(now) != ApiKey.State.ACTIVE) {
      return new Match(key, false);
    }
    uses.put(key.id(), now.truncatedTo(ChronoUnit.SECONDS));
    return new Match(key, true);
  }

  /**
   * What a text is.
   *
   * @param key of this text; null if it is none
   * @param valid whether the key is active
   */
  public record Match(@Nullable ApiKey key, boolean valid) {
    static final Match UNKNOWN = new Match(null, false);
  }

  /** Reads the file if it has changed. */
  synchronized void refresh() {
    String fault = null;
    try {
      KeyFile.Stamp found = keys.file().stamp();
      if (found.equals(stamp)) {
        return;
      }
      Map<String, StoredKey> read = byId(keys.file().read());
      stamp = found;
      if (read.isEmpty() && !known.isEmpty()) {
        fault = "[" + keys.file().path() + "] must exist, did not";
      } else {
        known = read;
      }
    } catch (IOException | RuntimeException e) {
      fault = e.toString();
    }
    if (fault != null && !fault.equals(complaint)) {
      status.error("the API keys stay as they were: " + fault, null);
    }
    complaint = fault;
  }

  private void save() {
    Map<String, Instant> times = new HashMap<>(uses);
    try {
      if (!times.isEmpty()) {
        keys.used(times);
      }
    } catch (IOException | RuntimeException e) {
      status.warn("when API keys were last used could not be kept: " + e.getMessage());
    }
  }

  /** Keeps when keys were last used. */
  @Override
  public void close() {
    watcher.shutdownNow();
    save();
  }

  private static Map<String, StoredKey> byId(List<StoredKey> keys) {
    Map<String, StoredKey> byId = new HashMap<>();
    keys.forEach(each -> byId.put(each.key().id(), each));
    return Map.copyOf(byId);
  }
}

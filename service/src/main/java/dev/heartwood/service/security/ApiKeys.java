package dev.heartwood.service.security;

import dev.heartwood.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of a data directory. A key is 160 random bits; the file holds its SHA-256, so that
 * whoever reads the file has no key. A running service sees a change within a second.
 *
 * <p><b>Threads:</b> any, and any number of processes. <b>Errors:</b> an {@link IOException} says
 * that nothing was changed, unless it is one of the last step, the force of the directory.
 */
public final class ApiKeys {
  private final KeyFile file;
  private final InstantSource clock;

  private ApiKeys(KeyFile file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /** The keys of a directory, which need not exist before the first is made. */
  public static ApiKeys of(Path directory) {
    return of(directory, InstantSource.system());
  }

  public static ApiKeys of(Path directory, InstantSource clock) {
    return new ApiKeys(new KeyFile(Disk.local(), directory), clock);
  }

  /** Makes a key; its text is given here and never again. */
  public NewKey create(KeyRequest request) throws IOException {
    AtomicReference<@Nullable NewKey> made = new AtomicReference<>();
    file.change(
        keys -> {
          NewKey fresh = make(request, ids(keys));
          made.set(fresh);
          List<StoredKey> more = new ArrayList<>(keys);
          more.add(new StoredKey(fresh.key(), Secret.digest(fresh.text())));
          return more;
        });
    NewKey result = made.get();
    if (result == null) {
      throw new IllegalStateException("the change was not made");
    }
    return result;
  }

  private NewKey make(KeyRequest request, Set<String> taken) {
    if (taken.size() >= ApiKey.MAX_KEYS) {
      throw new IllegalArgumentException(
          "keys must be at most " + ApiKey.MAX_KEYS + ", revoked ones included");
    }
    String id = Secret.newId();
    while (taken.contains(id)) {
      id = Secret.newId();
    }
    Instant now = now();
    ApiKey key =
        new ApiKey(
            id,
            request.name(),
            request.scopes(),
            request.services(),
            now,
            request.life() == null ? null : now.plus(request.life()),
            null,
            null);
    return new NewKey(key, Secret.newText(id));
  }

  private static Set<String> ids(List<StoredKey> keys) {
    Set<String> ids = new HashSet<>();
    keys.forEach(each -> ids.add(each.key().id()));
    return ids;
  }

  /** All that were ever made, in that order. */
  public List<ApiKey> list() throws IOException {
    return file.read().stream().map(StoredKey::key).toList();
  }

  /**
   * Withdraws a key for good. One that was revoked before stays as it is.
   *
   * @throws IllegalArgumentException if no key has this id
   */
  public ApiKey revoke(String id) throws IOException {
    List<StoredKey> after =
        file.change(
            keys -> {
              List<StoredKey> changed = new ArrayList<>(keys);
              boolean change = false;
              for (int i = 0; i < changed.size(); i++) {
                ApiKey key = changed.get(i).key();
                if (key.id().equals(id) && key.revoked() == null) {
                  changed.set(i, changed.get(i).with(each -> each.withRevoked(now())));
                  change = true;
                }
              }
              return change ? changed : keys;
            });
    return after.stream()
        .map(StoredKey::key)
        .filter(key -> key.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("id must be that of a key, was '" + id + "'"));
  }

  /** Writes when keys were last used; older times than those known are passed over. */
  void used(Map<String, Instant> times) throws IOException {
    file.change(
        keys -> {
          List<StoredKey> changed = new ArrayList<>();
          boolean change = false;
          for (StoredKey each : keys) {
            Instant time = times.get(each.key().id());
            Instant known = each.key().lastUsed();
            boolean newer = time != null && (known == null || known.isBefore(time));
            change |= newer;
            changed.add(newer && time != null ? each.with(key -> key.withLastUsed(time)) : each);
          }
          return change ? changed : keys;
        });
  }

  KeyFile file() {
    return file;
  }

  InstantSource clock() {
    return clock;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}

package dev.heartwood.service.security;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done or refused. It never holds a secret: of a key that was presented only the
 * id of one that exists.
 *
 * @param action what, such as {@code key.create} or {@code access.refused}
 * @param actor who: {@code key:ID}, {@code cli:USER}, {@code service}, or null for an unknown one
 * @param peer the address it came from; null where it came from this machine's command line
 * @param details in the order they were added
 */
public record AuditEvent(
    String action, @Nullable String actor, @Nullable String peer, Map<String, String> details) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z_.]{0,63}");

  public AuditEvent {
    if (!NAME.matcher(action).matches()) {
      throw new IllegalArgumentException(
          "action must be lower-case letters, dots and underscores, was '" + action + "'");
    }
    for (String name : details.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "a detail must be named by lower-case letters, was '" + name + "'");
      }
    }
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  public static AuditEvent of(String action) {
    return new AuditEvent(action, null, null, Map.of());
  }

  public AuditEvent by(@Nullable String newActor) {
    return new AuditEvent(action, newActor, peer, details);
  }

  public AuditEvent from(@Nullable String newPeer) {
    return new AuditEvent(action, actor, newPeer, details);
  }

  public AuditEvent with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(details);
    more.put(name, Objects.requireNonNull(value, name));
    return new AuditEvent(action, actor, peer, more);
  }
}

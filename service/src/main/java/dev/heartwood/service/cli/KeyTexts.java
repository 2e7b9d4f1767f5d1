package dev.heartwood.service.cli;

import dev.heartwood.format.SafeText;
import dev.heartwood.service.security.ApiKey;
import dev.heartwood.service.security.AuditEvent;
import dev.heartwood.service.security.Scope;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is said about keys. */
final class KeyTexts {
  private KeyTexts() {}

  /** What a key is, for people and for the audit log. */
  record Facts(ApiKey key) {
    String text() {
      return key.id() + " (" + key.name() + ") for " + scopes(key);
    }

    AuditEvent addTo(AuditEvent event) {
      AuditEvent more =
          event.with("id", key.id()).with("name", key.name()).with("scopes", scopes(key));
      more = key.services() == null ? more : more.with("services", key.services().toString());
      return key.expires() == null ? more : more.with("expires", key.expires().toString());
    }
  }

  static Facts facts(ApiKey key) {
    return new Facts(key);
  }

  static String scopes(ApiKey key) {
    return key.scopes().stream().map(Scope::text).collect(Collectors.joining(","));
  }

  static String state(ApiKey.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  static String time(@Nullable Instant time) {
    return time == null ? "never" : time.toString();
  }

  /**
   * @param text of the key itself; null to leave it out
   */
  static String json(ApiKey key, ApiKey.State state, @Nullable String text) {
    StringBuilder json = new StringBuilder("{\"id\":" + quoted(key.id()));
    json.append(",\"name\":").append(quoted(key.name()));
    json.append(",\"state\":").append(quoted(state(state)));
    json.append(",\"scopes\":").append(list(key.scopes().stream().map(Scope::text).toList()));
    if (key.services() != null) {
      json.append(",\"services\":").append(list(key.services()));
    }
    add(json, "created", key.created());
    add(json, "expires", key.expires());
    add(json, "revoked", key.revoked());
    add(json, "last_used", key.lastUsed());
    add(json, "key", text);
    return json.append('}').toString();
  }

  private static void add(StringBuilder json, String name, @Nullable Object value) {
    if (value != null) {
      json.append(",\"").append(name).append("\":").append(quoted(value.toString()));
    }
  }

  static String list(Collection<String> texts) {
    return texts.stream().map(KeyTexts::quoted).collect(Collectors.joining(",", "[", "]"));
  }

  static String quoted(String text) {
    return '"' + SafeText.insideJson(text) + '"';
  }
}

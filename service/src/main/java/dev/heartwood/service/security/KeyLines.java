package dev.heartwood.service.security;

import dev.heartwood.format.SafeText;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text of the file of keys: a line that says what it is, then one JSON object for each key.
 *
 * <pre>
 * {"format":"heartwood-keys","version":1}
 * {"id":"k3f9x2ab","name":"shop","digest":"9f86d081...","scopes":["ingest"],"created":"2026-..."}
 * </pre>
 *
 * <p>A line also has {@code services}, {@code expires}, {@code revoked} and {@code last_used} where
 * there are. A line that is not as it must be makes the whole file unreadable: a key that was
 * passed over could be one that was revoked.
 */
final class KeyLines {
  private static final String HEADER = "{\"format\":\"heartwood-keys\",\"version\":1}";
  private static final int DIGEST_BYTES = 32;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private KeyLines() {}

  static String text(List<StoredKey> keys) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (StoredKey each : keys) {
      ApiKey key = each.key();
      text.append("{\"id\":").append(quoted(key.id()));
      text.append(",\"name\":").append(quoted(key.name()));
      text.append(",\"digest\":").append(quoted(HexFormat.of().formatHex(each.digest())));
      text.append(",\"scopes\":").append(list(key.scopes().stream().map(Scope::text).toList()));
      if (key.services() != null) {
        text.append(",\"services\":").append(list(key.services()));
      }
      time(text, "created", key.created());
      time(text, "expires", key.expires());
      time(text, "revoked", key.revoked());
      time(text, "last_used", key.lastUsed());
      text.append("}\n");
    }
    return text.toString();
  }

  /**
   * @throws IllegalArgumentException with the line and what it must be
   */
  static List<StoredKey> parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException("line 1 must be " + HEADER);
    }
    List<StoredKey> keys = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 1; i < lines.size(); i++) {
      try {
        StoredKey key = key(JSON.readTree(lines.get(i)));
        if (!ids.add(key.key().id())) {
          throw new IllegalArgumentException("id must be unique, was " + key.key().id() + " again");
        }
        keys.add(key);
      } catch (IllegalArgumentException | DateTimeParseException | JacksonException e) {
        String fault = e instanceof JacksonException ? "must be a JSON object" : e.getMessage();
        throw new IllegalArgumentException("line " + (i + 1) + ": " + fault, e);
      }
    }
    return keys;
  }

  private static StoredKey key(JsonNode line) {
    byte[] digest = HexFormat.of().parseHex(required(line, "digest"));
    if (digest.length != DIGEST_BYTES) {
      throw new IllegalArgumentException("digest must be " + DIGEST_BYTES + " bytes");
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    texts(line, "scopes").forEach(scope -> scopes.add(Scope.parse(scope)));
    ApiKey key =
        new ApiKey(
            required(line, "id"),
            required(line, "name"),
            scopes,
            line.has("services") ? texts(line, "services") : null,
            Instant.parse(required(line, "created")),
            optionalTime(line, "expires"),
            optionalTime(line, "revoked"),
            optionalTime(line, "last_used"));
    return new StoredKey(key, digest);
  }

  private static String required(JsonNode line, String name) {
    JsonNode value = line.get(name);
    if (value == null || !value.isString()) {
      throw new IllegalArgumentException(name + " must be a text");
    }
    return value.stringValue();
  }

  private static @Nullable Instant optionalTime(JsonNode line, String name) {
    return line.has(name) ? Instant.parse(required(line, name)) : null;
  }

  private static Set<String> texts(JsonNode line, String name) {
    JsonNode list = line.get(name);
    if (list == null || !list.isArray()) {
      throw new IllegalArgumentException(name + " must be a list");
    }
    Set<String> texts = new LinkedHashSet<>();
    for (JsonNode each : list) {
      if (!each.isString()) {
        throw new IllegalArgumentException(name + " must be a list of texts");
      }
      texts.add(each.stringValue());
    }
    return texts;
  }

  private static void time(StringBuilder text, String name, @Nullable Instant time) {
    if (time != null) {
      text.append(",\"").append(name).append("\":").append(quoted(time.toString()));
    }
  }

  private static String list(Collection<String> texts) {
    return texts.stream().map(KeyLines::quoted).collect(Collectors.joining(",", "[", "]"));
  }

  private static String quoted(String text) {
    return '"' + SafeText.insideJson(text) + '"';
  }
}

package dev.heartwood.service.api;

import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.IngestLimits;
import dev.heartwood.service.ingest.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the bodies of requests that bring entries: one object, {@code {"logs":[...]}}, or a line
 * for each. Only of lines is the rest read behind one that is no JSON.
 */
final class BodyReader {
  private final ContentReader contents;

  BodyReader(@Nullable String defaultService, IngestLimits limits) {
    contents = new ContentReader(defaultService, limits);
  }

  /** The one entry of a body. */
  Batch.Item single(byte[] body, int length) {
    try (JsonParser json = Json.parser(body, 0, length)) {
      start(json);
      Batch.Item item = contents.read(json);
      end(json);
      return item;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** The items of {@code logs}. */
  List<Batch.Item> batch(byte[] body, int length) {
    try (JsonParser json = Json.parser(body, 0, length)) {
      if (start(json) != JsonToken.START_OBJECT) {
        throw notABatch(Json.kind(json.currentToken()));
      }
      List<Batch.Item> items = null;
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken token = json.nextToken();
        if (!name.equals("logs") || items != null) {
          String rule = items == null || !name.equals("logs") ? "must be logs" : "must stand once";
          throw Problem.wrong(
                  ProblemCode.INVALID,
                  ContentReader.shortened(name),
                  rule,
                  ContentReader.shortened(name))
              .exception();
        }
        if (token != JsonToken.START_ARRAY) {
          throw Problem.wrong(ProblemCode.INVALID, "logs", "must be an array", Json.kind(token))
              .exception();
        }
        items = items(json);
      }
      end(json);
      if (items == null) {
        throw notABatch("one without it");
      }
      return items;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** The items of a body with a JSON text on each line; empty lines are passed over. */
  List<Batch.Item> lines(byte[] body, int length) {
    List<Batch.Item> items = new ArrayList<>();
    int number = 1;
    for (int start = 0; start < length; number++) {
      int end = start;
      while (end < length && body[end] != '\n') {
        end++;
      }
      if (!isBlank(body, start, end)) {
        add(items, line(body, start, end, number));
      }
      start = end + 1;
    }
    return items;
  }

  private List<Batch.Item> items(JsonParser json) {
    List<Batch.Item> items = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      add(items, contents.read(json));
    }
    return items;
  }

  private Batch.Item line(byte[] body, int start, int end, int number) {
    try (JsonParser json = Json.parser(body, start, end - start)) {
      json.nextToken();
      Batch.Item item = contents.read(json);
      end(json);
      return item;
    } catch (JacksonException e) {
      return new Batch.Item.Unreadable(
          null, Rejection.of(ProblemCode.INVALID_JSON.text(), null, Json.explain(e, number)));
    } catch (ProblemException e) {
      return new Batch.Item.Unreadable(
          null, Rejection.of(e.problem().code(), null, "line " + number + ": " + e.getMessage()));
    }
  }

  private static void add(List<Batch.Item> items, Batch.Item item) {
    if (items.size() == Batch.MAX_ITEMS) {
      String rule = "must have at most " + Batch.MAX_ITEMS + " items";
      throw Problem.wrong(ProblemCode.TOO_MANY_ITEMS, "logs", rule, "more").exception();
    }
    items.add(item);
  }

  private static JsonToken start(JsonParser json) {
    JsonToken token = json.nextToken();
    if (token == null) {
      throw Problem.of(ProblemCode.INVALID_JSON, "the body is empty").exception();
    }
    return token;
  }

  private static void end(JsonParser json) {
    if (json.nextToken() != null) {
      int column = json.currentTokenLocation().getColumnNr();
      throw Problem.of(
              ProblemCode.INVALID_JSON,
              "line "
                  + json.currentTokenLocation().getLineNr()
                  + ", column "
                  + column
                  + ": something follows the JSON text")
          .exception();
    }
  }

  private static boolean isBlank(byte[] body, int start, int end) {
    for (int i = start; i < end; i++) {
      if (body[i] != ' ' && body[i] != '\r' && body[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private static ProblemException notABatch(String was) {
    return Problem.wrong(ProblemCode.INVALID, "logs", "must be in an object: {\"logs\":[...]}", was)
        .exception();
  }

  private static ProblemException malformed(JacksonException e) {
    return Problem.of(ProblemCode.INVALID_JSON, Json.explain(e, 1)).exception();
  }
}

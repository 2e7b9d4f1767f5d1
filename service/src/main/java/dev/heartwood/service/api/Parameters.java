package dev.heartwood.service.api;

import com.linecorp.armeria.common.QueryParams;
import dev.heartwood.service.query.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request. A route asks for all that it knows, and then whether there are
 * others: an option is never ignored.
 */
final class Parameters {
  private final QueryParams given;
  private final Set<String> known = new HashSet<>();

  Parameters(QueryParams given) {
    this.given = given;
  }

  @Nullable String one(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw wrong(name, "must be given once", values.size() + " values");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  /** Given once or several times, each with commas between its values. */
  List<String> many(String name) {
    List<String> values = new ArrayList<>();
    for (String value : all(name)) {
      for (String part : value.split(",", -1)) {
        if (part.isBlank()) {
          throw wrong(name, "must not be empty", "\"" + value + "\"");
        }
        values.add(part.strip());
      }
    }
    return values;
  }

  /** Names that begin so. */
  Set<String> names(String prefix) {
    known.add(prefix + "*");
    Set<String> names = new TreeSet<>();
    for (String name : given.names()) {
      if (name.startsWith(prefix) && name.length() > prefix.length()) {
        names.add(name);
      }
    }
    return names;
  }

  boolean has(String name) {
    return given.contains(name);
  }

  int whole(String name, int least, int most, int otherwise) {
    String text = one(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw wrong(name, "must be a whole number from " + least + " to " + most, text);
  }

  @Nullable Instant time(String name) {
    return parsed(name, Times::parse);
  }

  /** What a parser makes of it, which complains with "must ..., was ...". */
  <T> @Nullable T parsed(String name, Function<String, T> parser) {
    String text = one(name);
    if (text == null) {
      return null;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      int was = message.lastIndexOf(", was ");
      String rule = was < 0 ? message : message.substring(0, was);
      throw new Problem(
              ProblemCode.INVALID_PARAMETER,
              ProblemCode.INVALID_PARAMETER.text(),
              name + " " + message,
              name,
              rule,
              null)
          .exception();
    }
  }

  /** Refuses what nobody has asked for. */
  void finish() {
    for (String name : given.names()) {
      if (!known.contains(name)) {
        String shown = ContentReader.shortened(name);
        String all = known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known));
        throw new Problem(
                ProblemCode.UNKNOWN_PARAMETER,
                ProblemCode.UNKNOWN_PARAMETER.text(),
                "there is no parameter " + shown + " here; known are: " + all,
                shown,
                known.isEmpty() ? "must not be there" : "must be one of " + all,
                null)
            .exception();
      }
    }
  }

  private List<String> all(String name) {
    known.add(name);
    List<String> values = given.getAll(name);
    for (String value : values) {
      if (value.isEmpty()) {
        throw wrong(name, "must not be empty", "\"\"");
      }
    }
    return values;
  }

  static ProblemException wrong(String name, String rule, String was) {
    return Problem.wrong(
            ProblemCode.INVALID_PARAMETER,
            ContentReader.shortened(name),
            rule,
            ContentReader.shortened(was))
        .exception();
  }
}

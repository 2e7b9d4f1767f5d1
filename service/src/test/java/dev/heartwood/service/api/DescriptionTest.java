package dev.heartwood.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the description says of requests holds as well. */
class DescriptionTest {
  private static final List<String> VALUES =
      List.of("null", "7", "-1.5", "true", "\"text\"", "[]", "[1]", "{}", "{\"a\":null}", "1e400");

  @Test
  void every_field_of_an_entry_takes_the_types_described_and_refuses_others_by_name()
      throws IOException {
    Map<?, ?> properties = (Map<?, ?>) schema("LogContent").get("properties");
    int refused = 0;
    try (Api api = new Api()) {
      for (Object field : properties.keySet()) {
        for (String value : VALUES) {
          Api.Answer answer =
              api.post("/api/v1/logs", ContentReaderTest.with(field.toString(), value));
          assertThat(answer.status()).describedAs("%s: %s", field, value).isIn(201, 400);
          boolean fits = Contract.errors(properties.get(field), Api.parse(value), "$").isEmpty();
          if (!fits && !value.equals("null")) {
            assertThat(answer.status()).describedAs("%s: %s", field, value).isEqualTo(400);
          }
          if (answer.status() == 400) {
            refused++;
            assertThat((String) answer.at("field")).isIn(named(field.toString()));
          }
        }
      }
      assertThat(api.complaints).isEmpty();
    }
    assertThat(refused).isGreaterThan(70);
  }

  /** A second name of the service collides with the first, an exception is named with its part. */
  private static List<String> named(String field) {
    return List.of(field, field + ".type", field + ".a", "service_name", "service");
  }

  @Test
  void every_parameter_refuses_what_it_cannot_be_and_never_fails() throws IOException {
    try (Api api = new Api()) {
      Map<?, ?> paths = (Map<?, ?>) Contract.DOCUMENT.get("paths");
      for (Map.Entry<?, ?> path : paths.entrySet()) {
        Map<?, ?> get = (Map<?, ?>) ((Map<?, ?>) path.getValue()).get("get");
        if (get == null || !(get.get("parameters") instanceof List<?> parameters)) {
          continue;
        }
        for (Object each : parameters) {
          Map<?, ?> parameter = Contract.resolve((Map<?, ?>) each);
          String name = parameter.get("name").toString();
          if (!"query".equals(parameter.get("in")) || path.getKey().toString().endsWith("tail")) {
            continue;
          }
          for (String value :
              List.of("", "%00", "-1", "1e9", "%F0%9F%98%80", "a%20b", "99999999999999999999")) {
            String at = path.getKey().toString().replace("{id}", "1-1-1");
            Api.Answer answer = api.get(at + "?" + name + "=" + value);
            assertThat(answer.status()).describedAs("%s=%s", name, value).isIn(200, 400, 404);
            Object type = ((Map<?, ?>) parameter.get("schema")).get("type");
            if (value.equals("a%20b") && !"string".equals(type)) {
              assertThat(answer.status()).describedAs("%s=%s", name, value).isEqualTo(400);
            }
          }
        }
      }
      assertThat(api.complaints).isEmpty();
    }
  }

  @Test
  void the_samples_of_the_documentation_are_what_the_service_takes_and_gives() throws IOException {
    String page = Files.readString(Path.of("../docs/service-api.md"));
    List<String> samples = new ArrayList<>();
    Matcher matcher = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(page);
    while (matcher.find()) {
      samples.add(matcher.group(1));
    }
    List<String> schemas =
        List.of(
            "LogContent",
            "Taken",
            "Taken",
            "BatchResult",
            "Page",
            "Line",
            "",
            "",
            "Stats",
            "Line",
            "Problem");
    assertThat(samples).hasSameSizeAs(schemas);
    for (int i = 0; i < samples.size(); i++) {
      Object sample = Api.parse(samples.get(i));
      Map<?, ?> schema =
          schemas.get(i).isEmpty()
              ? Map.of("properties", Map.of("q", schema("ReadAs")))
              : schema(schemas.get(i));
      assertThat(Contract.errors(schema, sample, "$")).describedAs(samples.get(i)).isEmpty();
    }
    try (Api api = new Api()) {
      assertThat(api.post("/api/v1/logs", samples.get(0)).status()).isEqualTo(201);
    }
    for (ProblemCode code : ProblemCode.values()) {
      if (code != ProblemCode.UNAVAILABLE) {
        assertThat(page).contains("`" + code.text() + "`");
      }
    }
    for (Object path : ((Map<?, ?>) Contract.DOCUMENT.get("paths")).keySet()) {
      assertThat(page).contains(path.toString().replace("/style.css", ""));
    }
  }

  private static Map<?, ?> schema(String name) {
    Map<?, ?> components = (Map<?, ?>) Contract.DOCUMENT.get("components");
    return (Map<?, ?>) ((Map<?, ?>) components.get("schemas")).get(name);
  }
}

package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Everything that Logback's configurator can see of our beans. A difference here is a change of
 * what users type: meant, or an accident. The reachability metadata for native images lists the
 * same.
 */
class JoranSurfaceTest {
  static final List<Class<?>> BEANS =
      List.of(
          AsyncAppender.class,
          ConsoleAppender.class,
          DuplicateFilter.class,
          DuplicateTurboFilter.class,
          FileAppender.class,
          HandlerAppender.class,
          HttpAppender.class,
          JsonEncoder.class,
          PatternEncoder.class,
          PatternRedactor.class,
          RateLimitFilter.class,
          RateLimitTurboFilter.class,
          RollingFileAppender.class,
          SecretsFilter.class,
          SecretsTurboFilter.class,
          ServiceAppender.class,
          StoreAppender.class);

  @Test
  void is_the_one_that_is_written_down() throws IOException {
    assertThat(surface()).isEqualTo(resource("joran-surface.txt"));
  }

  @Test
  void has_one_setter_and_one_adder_for_each_name() {
    for (Class<?> bean : BEANS) {
      Map<String, List<Method>> byName = seen(bean).collect(Collectors.groupingBy(Method::getName));
      assertThat(byName.values()).as(bean.getName()).allMatch(methods -> methods.size() == 1);
    }
  }

  @Test
  void can_be_made_by_name() {
    assertThat(BEANS)
        .allSatisfy(
            bean -> {
              assertThat(Modifier.isPublic(bean.getModifiers())).isTrue();
              assertThat(bean.getConstructor().newInstance()).isNotNull();
            });
  }

  @Test
  void is_reachable_in_a_native_image() throws IOException {
    String metadata =
        resource(
            "/META-INF/native-image/dev.heartwood/heartwood-logback/reachability-metadata.json");
    assertThat(metadata).isEqualTo(metadata());
  }

  private static String surface() {
    StringBuilder text = new StringBuilder();
    for (Class<?> bean : BEANS) {
      text.append(bean.getName()).append('\n');
      for (Constructor<?> constructor : constructors(bean)) {
        text.append("  new(").append(parameters(constructor.getParameterTypes())).append(")\n");
      }
      signatures(bean).forEach((signature, method) -> text.append("  " + signature + "\n"));
    }
    return text.toString();
  }

  private static List<Constructor<?>> constructors(Class<?> bean) {
    return Stream.<Constructor<?>>of(bean.getConstructors())
        .sorted(Comparator.comparing(Constructor::getParameterCount))
        .toList();
  }

  /** Public methods named setX or addX of one parameter; Logback's own come and go with it. */
  private static Stream<Method> seen(Class<?> bean) {
    return Stream.of(bean.getMethods())
        .filter(method -> !method.isBridge() && !Modifier.isStatic(method.getModifiers()))
        .filter(method -> method.getParameterCount() == 1)
        .filter(method -> method.getName().matches("(set|add)[A-Z].*"))
        .filter(method -> method.getDeclaringClass().getName().startsWith("dev.heartwood"));
  }

  private static Map<String, Method> signatures(Class<?> bean) {
    Map<String, Method> signatures = new TreeMap<>();
    seen(bean)
        .forEach(
            method ->
                signatures.put(
                    method.getName() + "(" + parameters(method.getParameterTypes()) + ")", method));
    return signatures;
  }

  private static String parameters(Class<?>[] types) {
    return Stream.of(types).map(Class::getTypeName).collect(Collectors.joining(", "));
  }

  private static String metadata() {
    String beans =
        BEANS.stream()
            .map(
                bean ->
                    """
                        {
                          "type": "%s",
                          "allPublicConstructors": true,
                          "allPublicMethods": true
                        }"""
                        .formatted(bean.getName()))
            .collect(Collectors.joining(",\n"));
    return "{\n  \"reflection\": [\n"
        + (beans
                + ",\n"
                + field("TimeBasedRollingPolicy", "totalSizeCap")
                + ",\n"
                + field("SizeAndTimeBasedRollingPolicy", "maxFileSize"))
            .indent(4)
        + "  ]\n}\n";
  }

  private static String field(String policy, String name) {
    return """
        {
          "type": "ch.qos.logback.core.rolling.%s",
          "fields": [{"name": "%s"}]
        }"""
        .formatted(policy, name);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = JoranSurfaceTest.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package dev.heartwood.config;

import dev.heartwood.StatusReporter;
import dev.heartwood.Threshold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads and checks a file as a whole, before anything is opened or changed. */
final class PlanReader {
  private final String source;
  private final Placeholders placeholders;
  private final StatusReporter status;
  private final HandlerReader handlerReader;

  PlanReader(String source, Function<String, @Nullable String> properties, StatusReporter status) {
    this.source = source;
    this.placeholders = new Placeholders(properties);
    this.status = status;
    this.handlerReader = new HandlerReader(status);
  }

  /**
   * @throws ConfigException at the first fault
   */
  Plan read(String yaml) {
    Place top = Place.top(source);
    Section root = new Section(top, node(yaml, top), placeholders);
    Map<String, Definition> all = handlers(root.section("handlers"));
    Section loggerSection = root.section("loggers");
    if (loggerSection == null) {
      throw root.place().fault("loggers is missing");
    }
    Map<String, LoggerRule> loggers = loggers(loggerSection, all);
    root.done();
    return new Plan(loggers, used(all, loggers));
  }

  private Node node(String yaml, Place top) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(source).build();
      return new Compose(settings)
          .composeString(yaml)
          .orElseThrow(() -> top.fault("the file must not be empty"));
    } catch (MarkedYamlEngineException e) {
      throw top.at(e.getProblemMark()).fault("is not YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw top.fault("is not YAML: " + e.getMessage(), e);
    }
  }

  private Map<String, Definition> handlers(@Nullable Section section) {
    Map<String, Definition> all = new LinkedHashMap<>();
    if (section != null) {
      for (String name : section.keys()) {
        Section body = section.section(name);
        if (body != null) {
          all.put(name, handlerReader.read(name, body));
        }
      }
    }
    all.values().forEach(d -> d.children().forEach(child -> requireKnown(child, all, d.place())));
    all.values().forEach(d -> refuseCycle(d, all, new LinkedHashSet<>()));
    return all;
  }

  private static Map<String, LoggerRule> loggers(Section section, Map<String, Definition> all) {
    Map<String, LoggerRule> rules = new LinkedHashMap<>();
    for (String name : section.keys()) {
      rules.put(name, rule(section, name, all));
    }
    return rules;
  }

  private static LoggerRule rule(Section section, String name, Map<String, Definition> all) {
    Section body = section.isSection(name) ? section.section(name) : null;
    if (body == null) {
      return new LoggerRule(level(section, name), List.of(), true);
    }
    List<String> handlers = new ArrayList<>();
    for (Value each : body.values("handlers")) {
      String handler = each.nonBlank();
      requireKnown(handler, all, each.place());
      if (handlers.contains(handler)) {
        throw each.wrong("handlers that differ");
      }
      handlers.add(handler);
    }
    LoggerRule rule =
        new LoggerRule(
            level(body, "level"), handlers, body.get("additive", Value::bool, Boolean.TRUE));
    body.done();
    return rule;
  }

  private static @Nullable Threshold level(Section section, String key) {
    Value value = section.value(key);
    return value == null ? null : value.choice(Threshold.class);
  }

  private static void requireKnown(String name, Map<String, Definition> all, Place user) {
    if (!all.containsKey(name)) {
      throw user.fault(
          "handler must be one of " + String.join(", ", all.keySet()) + ", was " + name);
    }
  }

  private static void refuseCycle(Definition at, Map<String, Definition> all, Set<String> way) {
    if (!way.add(at.name())) {
      throw at.place()
          .fault(
              "a handler must not lead back to itself, was "
                  + String.join(" -> ", way)
                  + " -> "
                  + at.name());
    }
    at.children().forEach(child -> refuseCycle(definition(all, child), all, way));
    way.remove(at.name());
  }

  /** What the loggers reach, children first. */
  private Map<String, Definition> used(
      Map<String, Definition> all, Map<String, LoggerRule> loggers) {
    Map<String, Definition> used = new LinkedHashMap<>();
    loggers.values().forEach(rule -> rule.handlers().forEach(h -> collect(h, all, used)));
    for (Definition each : all.values()) {
      if (!used.containsKey(each.name())) {
        status.warn(each.place().describe("is used by no logger and no handler, and is left out"));
      }
    }
    return used;
  }

  private static void collect(
      String name, Map<String, Definition> all, Map<String, Definition> used) {
    if (!used.containsKey(name)) {
      Definition definition = definition(all, name);
      definition.children().forEach(child -> collect(child, all, used));
      used.put(name, definition);
    }
  }

  private static Definition definition(Map<String, Definition> all, String name) {
    Definition definition = all.get(name);
    if (definition == null) {
      throw new IllegalStateException("handler " + name + " was checked to be there");
    }
    return definition;
  }
}

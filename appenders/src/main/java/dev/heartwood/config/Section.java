package dev.heartwood.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file, read key by key. Every key has to be asked for before {@link #done}: one
 * that nobody knows is a fault, not a silence.
 */
final class Section {
  private static final int MAX_DEPTH = 16; // an alias may contain itself

  private final Place place;
  private final Placeholders placeholders;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
  private final Set<String> asked = new TreeSet<>();

  Section(Place place, Node node, Placeholders placeholders) {
    this.place = place.at(node.getStartMark());
    this.placeholders = placeholders;
    if (place.depth() > MAX_DEPTH) {
      throw this.place.fault("must not nest deeper than " + MAX_DEPTH + " levels");
    }
    if (!(node instanceof MappingNode mapping)) {
      throw this.place.fault("must be a mapping of keys to values");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      Place at = place.at(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw at.fault("a key must be a text");
      }
      if (entries.put(key.getValue(), tuple) != null) {
        throw at.fault("key " + key.getValue() + " must occur once, occurs again");
      }
    }
  }

  Place place() {
    return place;
  }

  /** All keys, in the order of the file. */
  Set<String> keys() {
    return new LinkedHashSet<>(entries.keySet());
  }

  boolean has(String key) {
    asked.add(key);
    return entries.containsKey(key);
  }

  /** Whether the key is there with a mapping below it. */
  boolean isSection(String key) {
    return has(key) && node(key) instanceof MappingNode;
  }

  boolean isList(String key) {
    return has(key) && node(key) instanceof SequenceNode;
  }

  @Nullable Value value(String key) {
    return has(key) ? scalar(key, node(key)) : null;
  }

  Value required(String key) {
    Value value = value(key);
    if (value == null) {
      throw place.fault(key + " is missing");
    }
    return value;
  }

  /** What the function makes of the value, or the default if the key is not there. */
  <T> T get(String key, Function<Value, ? extends T> reader, T absent) {
    Value value = value(key);
    return value == null ? absent : reader.apply(value);
  }

  /** What the function makes of the value; null if the key is not there. */
  <T> @Nullable T optional(String key, Function<Value, ? extends T> reader) {
    Value value = value(key);
    return value == null ? null : reader.apply(value);
  }

  /** The value with its YAML type: a boolean, a whole number, a decimal, or else a text. */
  Object typed(String key) {
    Value value = required(key);
    if (node(key) instanceof ScalarNode scalar && scalar.isPlain()) {
      String text = value.text();
      if (text.equals("true") || text.equals("false")) {
        return text.equals("true");
      }
      if (text.matches("[+-]?\\d{1,18}")) {
        return Long.valueOf(text);
      }
      if (text.matches("[+-]?\\d{1,15}\\.\\d{1,15}")) {
        return Double.valueOf(text);
      }
    }
    return value.text();
  }

  @Nullable Section section(String key) {
    return has(key) ? new Section(at(key).below(key), node(key), placeholders) : null;
  }

  /** One value, or a list of them; empty if the key is not there. */
  List<Value> values(String key) {
    if (!has(key)) {
      return List.of();
    }
    if (!(node(key) instanceof SequenceNode sequence)) {
      return List.of(scalar(key, node(key)));
    }
    List<Value> values = new ArrayList<>();
    for (Node each : sequence.getValue()) {
      values.add(scalar(key, each));
    }
    return values;
  }

  /** A list of mappings; empty if the key is not there. */
  List<Section> sections(String key) {
    if (!has(key)) {
      return List.of();
    }
    if (!(node(key) instanceof SequenceNode sequence)) {
      throw at(key).fault(key + " must be a list");
    }
    List<Section> sections = new ArrayList<>();
    for (Node each : sequence.getValue()) {
      sections.add(
          new Section(at(key).below(key + "[" + (sections.size() + 1) + "]"), each, placeholders));
    }
    return sections;
  }

  /** Where a key stands, in this section's path. */
  Place at(String key) {
    NodeTuple tuple = entries.get(key);
    return tuple == null ? place : place.at(tuple.getKeyNode().getStartMark());
  }

  /** Runs a check of somebody else, and tells its fault where the key that it names stands. */
  <T> T checked(Supplier<? extends T> action) {
    try {
      return action.get();
    } catch (ConfigException e) {
      throw e;
    } catch (RuntimeException e) {
      String fault = String.valueOf(e.getMessage());
      int end = fault.indexOf(' ');
      throw at(end < 0 ? fault : fault.substring(0, end)).fault(fault, e);
    }
  }

  /** All keys were read that are allowed: what is left is a fault. */
  void done() {
    for (String key : entries.keySet()) {
      if (!asked.contains(key)) {
        throw at(key).fault("key must be one of " + String.join(", ", asked) + ", was " + key);
      }
    }
  }

  /** The content with its placeholders filled: equal if and only if it means the same. */
  String content() {
    StringBuilder out = new StringBuilder();
    entries.forEach(
        (key, tuple) -> {
          out.append(quoted(key)).append(':');
          content(key, tuple.getValueNode(), out);
          out.append(';');
        });
    return out.toString();
  }

  private void content(String key, Node node, StringBuilder out) {
    if (node instanceof MappingNode) {
      out.append('{').append(new Section(place, node, placeholders).content()).append('}');
    } else if (node instanceof SequenceNode sequence) {
      out.append('[');
      for (Node each : sequence.getValue()) {
        content(key, each, out);
        out.append(',');
      }
      out.append(']');
    } else {
      out.append(quoted(scalar(key, node).text()));
    }
  }

  private static String quoted(String text) {
    return text.length() + "\"" + text + "\"";
  }

  private Node node(String key) {
    NodeTuple tuple = entries.get(key);
    if (tuple == null) {
      throw new IllegalStateException("key " + key + " is not there");
    }
    return tuple.getValueNode();
  }

  private Value scalar(String key, Node node) {
    Place at = place.at(node.getStartMark());
    if (!(node instanceof ScalarNode scalar)) {
      throw at.fault(key + " must be a single value");
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      throw at.fault(key + " must have a value, was empty");
    }
    try {
      return new Value(at, key, placeholders.fill(scalar.getValue()));
    } catch (IllegalArgumentException e) {
      throw at.fault(key + ": " + e.getMessage(), e);
    }
  }
}

package dev.heartwood.service.ingest.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping in the rules, read key by key. Every key has to be asked for before {@link #done}: one
 * that nobody knows is a fault, not a silence.
 */
final class Block {
  private static final int MAX_DEPTH = 32; // an alias may contain itself

  private final String where;
  private final Node node;
  private final int depth;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
  private final Set<String> asked = new TreeSet<>();

  /**
   * @param where for messages: what this belongs to
   */
  Block(String where, Node node) {
    this(where, node, 0);
  }

  private Block(String where, Node node, int depth) {
    this.where = where;
    this.node = node;
    this.depth = depth;
    if (depth > MAX_DEPTH) {
      throw fault(node, "must not nest deeper than " + MAX_DEPTH + " levels");
    }
    if (!(node instanceof MappingNode mapping)) {
      throw fault(node, "must be a mapping of keys to values");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw fault(tuple.getKeyNode(), "a key must be a text");
      }
      if (entries.put(key.getValue(), tuple) != null) {
        throw fault(key, "key " + key.getValue() + " must occur once, occurs again");
      }
    }
  }

  /** The same block with other words for what it belongs to. */
  Block named(String name) {
    return new Block(name, node, depth);
  }

  Set<String> keys() {
    return Set.copyOf(entries.keySet());
  }

  List<String> orderedKeys() {
    return List.copyOf(entries.keySet());
  }

  boolean has(String key) {
    asked.add(key);
    return entries.containsKey(key);
  }

  String required(String key) {
    String text = text(key);
    if (text == null) {
      throw fault(node, key + " is missing");
    }
    return text;
  }

  /** The text of a value; null if the key is not there. */
  @Nullable String text(String key) {
    return has(key) ? scalar(key, value(key)) : null;
  }

  /** What the function makes of a value; null if the key is not there. */
  <T> @Nullable T parsed(String key, Function<String, T> reader) {
    String text = text(key);
    return text == null ? null : checked(key, () -> reader.apply(text));
  }

  /** One value, or a list of them; at least one if the key is there. */
  List<String> texts(String key) {
    if (!has(key)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Node each : elements(value(key))) {
      texts.add(scalar(key, each));
    }
    if (texts.isEmpty()) {
      throw fault(value(key), key + " must have a value, was an empty list");
    }
    return texts;
  }

  Block block(String key) {
    return new Block(where, value(key), depth + 1);
  }

  boolean isBlock(String key) {
    return has(key) && value(key) instanceof MappingNode;
  }

  /** A list of mappings. */
  List<Block> blocks(String key) {
    if (!(value(key) instanceof SequenceNode sequence)) {
      throw fault(value(key), key + " must be a list");
    }
    List<Block> blocks = new ArrayList<>();
    for (Node each : sequence.getValue()) {
      blocks.add(new Block(where, each, depth + 1));
    }
    return blocks;
  }

  /** Runs a check of somebody else and tells its fault where the key stands. */
  <T> T checked(String key, java.util.function.Supplier<T> action) {
    try {
      return action.get();
    } catch (RulesException e) {
      throw e;
    } catch (RuntimeException e) {
      throw fault(has(key) ? value(key) : node, String.valueOf(e.getMessage()), e);
    }
  }

  RulesException fault(String problem) {
    return fault(node, problem);
  }

  RulesException fault(String key, String problem) {
    return fault(has(key) ? value(key) : node, problem);
  }

  /** All keys were read that are allowed: what is left is a fault. */
  void done() {
    entries.forEach(
        (key, tuple) -> {
          if (!asked.contains(key)) {
            throw fault(
                tuple.getKeyNode(),
                "key must be one of " + String.join(", ", asked) + ", was " + key);
          }
        });
  }

  private Node value(String key) {
    NodeTuple tuple = entries.get(key);
    if (tuple == null) {
      throw fault(node, key + " is missing");
    }
    return tuple.getValueNode();
  }

  private static List<Node> elements(Node value) {
    return value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
  }

  private String scalar(String key, Node value) {
    if (!(value instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
      throw fault(value, key + " must be a single value");
    }
    return scalar.getValue();
  }

  private RulesException fault(Node at, String problem) {
    return fault(at, problem, null);
  }

  private RulesException fault(Node at, String problem, @Nullable Throwable cause) {
    return new RulesException(line(at.getStartMark()) + where + ": " + problem, cause);
  }

  static String line(Optional<Mark> mark) {
    return mark.map(at -> "line " + (at.getLine() + 1) + ", ").orElse("");
  }
}

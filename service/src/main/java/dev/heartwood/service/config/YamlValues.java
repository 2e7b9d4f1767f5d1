package dev.heartwood.service.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What a file sets: the values by the full names of their options, each with its line. */
final class YamlValues {
  private static final int MAX_BYTES = 1 << 20;

  private final String source;
  private final Options options;
  private final Map<String, Given> values = new LinkedHashMap<>();

  private YamlValues(String source, Options options) {
    this.source = source;
    this.options = options;
  }

  /**
   * @throws SettingsException with the line if the file cannot be read, or names what is no option
   */
  static Map<String, Given> of(Path file, Options options) {
    YamlValues found = new YamlValues(file.getFileName().toString(), options);
    found.read(text(file));
    return found.values;
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new SettingsException("[" + file + "] must be at most 1 MiB, was larger", null);
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new SettingsException("[" + file + "] must exist, did not", e);
    } catch (IOException e) {
      throw new SettingsException("[" + file + "] must be readable, was not: " + e, e);
    }
  }

  private void read(String yaml) {
    Node root;
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(source).build();
      root =
          new Compose(settings)
              .composeString(yaml)
              .orElseThrow(() -> new SettingsException(source + ": must not be empty", null));
    } catch (MarkedYamlEngineException e) {
      throw fault(e.getProblemMark(), "is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new SettingsException(source + ": is not YAML: " + e.getMessage(), e);
    }
    if (!(root instanceof MappingNode mapping)) {
      throw fault(root.getStartMark(), "must be a mapping of keys to values");
    }
    section("", mapping);
  }

  private void section(String path, MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      Optional<Mark> mark = tuple.getKeyNode().getStartMark();
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw fault(mark, "a key must be a text");
      }
      String name = path + key.getValue();
      Node node = tuple.getValueNode();
      if (options.find(name).isPresent()) {
        Given given = new Given(origin(mark), items(name, options.find(name).get(), node));
        if (values.put(name, given) != null) {
          throw fault(mark, name + " must be set once, was set again");
        }
      } else if (options.isSection(name)) {
        if (node instanceof MappingNode below) {
          section(name + ".", below);
        } else if (!node.getTag().equals(Tag.NULL)) { // one without any option is no fault
          throw fault(mark, name + " must be a mapping of options to values");
        }
      } else {
        throw fault(mark, options.unknown(name));
      }
    }
  }

  private List<String> items(String name, Option<?> option, Node node) {
    List<String> items = new ArrayList<>();
    if (option.kind().isMap() && node instanceof MappingNode map) {
      for (NodeTuple each : map.getValue()) {
        String key = scalar(name, each.getKeyNode());
        items.add(key + "=" + scalar(name + "." + key, each.getValueNode()));
      }
    } else if (option.kind().isMap()) {
      throw fault(node.getStartMark(), name + " must be a mapping of names to values");
    } else if (option.kind().isList() && node instanceof SequenceNode list) {
      list.getValue().forEach(each -> items.add(scalar(name, each)));
    } else {
      items.add(scalar(name, node));
    }
    return items;
  }

  private String scalar(String name, Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      throw fault(node.getStartMark(), name + " must be a single value");
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      throw fault(node.getStartMark(), name + " must have a value, was empty");
    }
    return scalar.getValue();
  }

  private String origin(Optional<Mark> mark) {
    return source + " line " + mark.map(m -> m.getLine() + 1).orElse(1);
  }

  private SettingsException fault(Optional<Mark> mark, String fault) {
    return new SettingsException(origin(mark) + ": " + fault, null);
  }
}

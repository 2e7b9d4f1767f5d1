package dev.heartwood.service.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What all options are, and who said so. A flag goes before a variable of the environment, that
 * before the file, that before the default. Every name must be that of an option, wherever it
 * stands.
 */
public final class Settings {
  static final String PREFIX = "HEARTWOOD_";

  /** The file itself is named outside it. */
  public static final String FILE_VARIABLE = PREFIX + "CONFIG";

  /** Read by the commands that call a service. */
  private static final Set<String> OF_COMMANDS =
      Set.of(FILE_VARIABLE, PREFIX + "URL", PREFIX + "API_KEY");

  /** What Kubernetes sets in every container beside a service of this name. */
  private static final Pattern OF_KUBERNETES =
      Pattern.compile("HEARTWOOD_(\\w+_)?(SERVICE_(HOST|PORT(_\\w+)?)|PORT(_\\d+_(TCP|UDP)\\w*)?)");

  private final Map<Option<?>, Given> given;
  private final Map<Option<?>, Object> values;

  private Settings(Map<Option<?>, Given> given) {
    this.given = given;
    this.values = new LinkedHashMap<>();
    given.forEach((option, each) -> values.put(option, option.read(each)));
  }

  /**
   * Reads all that is set, and checks each value by itself.
   *
   * @param file null for none
   * @param flags by their names, as typed
   * @throws SettingsException at the first fault
   */
  public static Settings of(
      @Nullable Path file, Map<String, String> environment, Map<String, String> flags) {
    Options options = new Options();
    Map<Option<?>, Given> given = new LinkedHashMap<>();
    if (file != null) {
      YamlValues.of(file, options)
          .forEach((name, each) -> given.put(options.find(name).orElseThrow(), each));
    }
    variables(environment, given);
    for (Option<?> option : Options.all()) {
      String text = flags.get(option.flag());
      if (text != null) {
        given.put(option, option.givenAsText(option.flag(), text));
      }
    }
    return new Settings(given);
  }

  private static void variables(Map<String, String> environment, Map<Option<?>, Given> given) {
    Map<String, Option<?>> known = new LinkedHashMap<>();
    Options.all().forEach(option -> known.put(option.variable(), option));
    boolean kubernetes = environment.containsKey("KUBERNETES_SERVICE_HOST");
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              Option<?> option = known.get(name);
              if (option != null) {
                given.put(option, option.givenAsText(name, value));
              } else if (name.startsWith(PREFIX)
                  && !OF_COMMANDS.contains(name)
                  && !(kubernetes && OF_KUBERNETES.matcher(name).matches())) {
                throw new SettingsException(
                    "environment: " + name + " is no option" + Similar.to(name, known.keySet()),
                    null);
              }
            });
  }

  /** The value, or its default; null for an option that has none. */
  @SuppressWarnings("unchecked") // each was read by its own option
  public <T> @Nullable T find(Option<T> option) {
    T value = (T) values.get(option);
    return value == null ? option.absent() : value;
  }

  /**
   * The value, or its default.
   *
   * @throws SettingsException if it has neither
   */
  public <T> T get(Option<T> option) {
    T value = find(option);
    if (value == null) {
      throw new SettingsException(
          option.name()
              + " must be set: in the file, as "
              + option.variable()
              + " or by "
              + option.flag(),
          null);
    }
    return value;
  }

  /** Who said so: the place in the file, the variable, the flag, or {@code default}. */
  public String origin(Option<?> option) {
    Given each = given.get(option);
    return each == null ? "default" : each.origin();
  }

  /** Makes something of several options; what it refuses is told with where they stand. */
  <T> T checked(List<Option<?>> used, Maker<? extends T> maker) {
    try {
      return maker.make();
    } catch (SettingsException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      List<String> places = new ArrayList<>();
      used.stream().filter(given::containsKey).forEach(o -> places.add(o + " of " + origin(o)));
      String where = places.isEmpty() ? "" : " (" + String.join(", ", places) + ")";
      throw new SettingsException(e.getMessage() + where, e);
    }
  }

  /** Makes something, or says what is wrong with what it is made of. */
  interface Maker<T> {
    T make();
  }

  /** All options as a file that sets them, each with who said so. */
  public String print() {
    return new SettingsPrinter(this).print();
  }

  <T> Optional<List<String>> items(Option<T> option) {
    T value = find(option);
    return value == null ? Optional.empty() : Optional.of(option.kind().print(value));
  }
}

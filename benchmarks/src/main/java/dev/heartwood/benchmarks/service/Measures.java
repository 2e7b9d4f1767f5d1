package dev.heartwood.benchmarks.service;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was measured of each candidate, by the names of {@link Figure}. For one thread. */
final class Measures {
  private final Map<ServiceCandidate, Map<String, Double>> values =
      new EnumMap<>(ServiceCandidate.class);

  void add(ServiceCandidate candidate, Map<String, Double> measured) {
    values.computeIfAbsent(candidate, c -> new TreeMap<>()).putAll(measured);
  }

  /** NaN if there is none. */
  double of(ServiceCandidate candidate, String name) {
    return values.getOrDefault(candidate, Map.of()).getOrDefault(name, Double.NaN);
  }

  boolean has(ServiceCandidate candidate) {
    return values.containsKey(candidate);
  }

  /** Whether all found the same; what each found of what it took was looked at before. */
  boolean answersAgree() {
    return values.values().stream()
            .map(each -> each.getOrDefault("answers", Double.NaN))
            .filter(answers -> !Double.isNaN(answers))
            .distinct()
            .count()
        <= 1;
  }

  /** Those of an earlier run, if the file is there. */
  void load(@Nullable Path file) throws IOException {
    if (file == null || !Files.exists(file)) {
      return;
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    for (String key : properties.stringPropertyNames()) {
      int end = key.indexOf('/');
      add(
          ServiceCandidate.of(key.substring(0, end)),
          Map.of(key.substring(end + 1), Double.valueOf(properties.getProperty(key))));
    }
  }

  void save(@Nullable Path file) throws IOException {
    if (file == null) {
      return;
    }
    Properties properties = new Properties();
    values.forEach(
        (candidate, measured) ->
            measured.forEach(
                (name, value) ->
                    properties.setProperty(candidate.label() + "/" + name, value.toString())));
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
  }
}

package dev.heartwood.benchmarks.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who is compared; the first one is ours. */
enum ServiceCandidate {
  HEARTWOOD("heartwood") {
    @Override
    @Nullable String missing(RunOptions options) {
      return Files.exists(options.heartwood())
          ? null
          : "there is no " + options.heartwood() + "; build it, or name it by --heartwood";
    }

    @Override
    Engine start(Path directory, RunOptions options) throws IOException {
      return HttpEngine.start(
          new HeartwoodDialect(options.heartwood(), options.heap(), options.jvmOptions()),
          directory);
    }
  },

  OPENSEARCH("opensearch") {
    @Override
    @Nullable String missing(RunOptions options) {
      return opensearchMissing(options);
    }

    @Override
    Engine start(Path directory, RunOptions options) throws IOException {
      return opensearch(directory, options, "default");
    }
  },

  OPENSEARCH_BEST_COMPRESSION("opensearch-best-compression") {
    @Override
    @Nullable String missing(RunOptions options) {
      return opensearchMissing(options);
    }

    @Override
    Engine start(Path directory, RunOptions options) throws IOException {
      return opensearch(directory, options, "best_compression");
    }
  },

  POSTGRESQL("postgresql") {
    @Override
    @Nullable String missing(RunOptions options) {
      return PostgresCluster.programs() == null
          ? "PostgreSQL 15 is not installed as Debian does, or root has no setpriv"
          : null;
    }

    @Override
    Engine start(Path directory, RunOptions options) throws IOException {
      Path programs = Objects.requireNonNull(PostgresCluster.programs(), "programs");
      return PostgresEngine.start(programs, directory);
    }
  };

  private final String label;

  ServiceCandidate(String label) {
    this.label = label;
  }

  static ServiceCandidate of(String label) {
    List<String> labels = Arrays.stream(values()).map(ServiceCandidate::label).toList();
    int at = labels.indexOf(label);
    if (at < 0) {
      throw new IllegalArgumentException("candidate must be one of " + labels + ", was " + label);
    }
    return values()[at];
  }

  String label() {
    return label;
  }

  /** Why it cannot be run on this machine, or null. */
  abstract @Nullable String missing(RunOptions options);

  /**
   * @param directory empty, for it alone
   */
  abstract Engine start(Path directory, RunOptions options) throws IOException;

  private static @Nullable String opensearchMissing(RunOptions options) {
    return Files.exists(options.opensearch().resolve("lib"))
        ? null
        : "there is no lib in " + options.opensearch() + "; build it, or name it by --opensearch";
  }

  private static Engine opensearch(Path directory, RunOptions options, String codec)
      throws IOException {
    return HttpEngine.start(
        new OpenSearchDialect(options.opensearch(), options.heap(), codec), directory);
  }
}

package dev.heartwood.service.ingest.rules;

import java.util.List;

/** Whether an entry on its way in is like that. Any thread asks. */
@FunctionalInterface
interface Test {
  Test ALWAYS = subject -> true;

  boolean test(Subject subject);

  static Test all(List<Test> parts) {
    return subject -> {
      for (Test part : parts) {
        if (!part.test(subject)) {
          return false;
        }
      }
      return true;
    };
  }

  static Test any(List<Test> parts) {
    return subject -> {
      for (Test part : parts) {
        if (part.test(subject)) {
          return true;
        }
      }
      return false;
    };
  }
}

package dev.heartwood.service;

/** Is told how long work goes on. Any thread calls it, one at a time. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress SILENT = (step, done, total) -> {};

  /**
   * @param step what is being done
   * @param done of {@code total} bytes or entries
   */
  void at(String step, long done, long total);
}

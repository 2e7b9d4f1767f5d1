package dev.heartwood.benchmarks.peers;

/** How many events each measure takes; the quick plan only shows that everything still runs. */
record Plan(
    int warmup,
    int bursts,
    int burstSize,
    int pacedCalls,
    int sustained,
    int rounds,
    int slowCalls,
    long idleMillis,
    int noiseBlocks) {
  static final Plan FULL =
      new Plan(2_000_000, 9, 200_000, 200_000, 2_000_000, 3, 3_000, 10_000, 256);
  static final Plan QUICK = new Plan(5_000, 1, 5_000, 2_000, 20_000, 1, 100, 100, 1);

  static Plan of(String name) {
    return name.equals("quick") ? QUICK : FULL;
  }

  /** For those that are a hundred times slower. */
  Plan hundredth() {
    return tenth().tenth();
  }

  /** For events that are ten times as long. */
  Plan tenth() {
    return new Plan(
        warmup / 10,
        bursts,
        burstSize / 10,
        pacedCalls / 10,
        sustained / 10,
        rounds,
        slowCalls,
        idleMillis,
        noiseBlocks);
  }
}

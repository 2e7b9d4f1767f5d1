package dev.heartwood.benchmarks.peers;

import java.util.Arrays;
import java.util.List;

/** What a peer is put through in one JVM, by the name that the command line uses. */
enum Scenario {
  /** Bursts, paced calls, then full speed with one and two producers. */
  SPEED("speed", Workload.PLAIN, 0) {
    @Override
    List<Measure> measures(Plan plan) {
      return List.of(
          new Bursts(plan.bursts(), plan.burstSize()),
          new Paced(plan.pacedCalls()),
          new Repeated(plan.rounds(), new Sustained(1, plan.sustained())),
          new Repeated(plan.rounds(), new Sustained(2, plan.sustained())));
    }
  },
  /** A ring that is full most of the time, also with far more producers than cores. */
  RING_4096("ring-4096", Workload.PLAIN, 4096) {
    @Override
    List<Measure> measures(Plan plan) {
      return List.of(
          new Sustained(1, plan.sustained() / 2),
          new Sustained(2, plan.sustained() / 2),
          new Sustained(64, plan.sustained() / 4), // warms up the loop of many producers
          new Sustained(64, plan.sustained()));
    }
  },
  /** A ring that is full nearly always. */
  RING_256("ring-256", Workload.PLAIN, 256) {
    @Override
    List<Measure> measures(Plan plan) {
      return List.of(
          new Sustained(1, plan.sustained() / 2), new Sustained(2, plan.sustained() / 2));
    }
  },
  /** Little traffic, then none, then one event. */
  QUIET("quiet", Workload.PLAIN, 0) {
    @Override
    List<Measure> measures(Plan plan) {
      return List.of(
          new Delay(plan.slowCalls()),
          new SlowTraffic(plan.slowCalls()),
          new Idle(plan.idleMillis()));
    }
  },
  /** Paced calls once the disk has everything, and while somebody else keeps it busy. */
  FSYNC("fsync", Workload.PLAIN, 0) {
    @Override
    List<Measure> measures(Plan plan) {
      return List.of(
          new AfterSync(plan.pacedCalls()),
          new BesideWriter(plan.sustained() / 2, plan.noiseBlocks(), false),
          new BesideWriter(plan.sustained() / 2, plan.noiseBlocks(), true));
    }
  },
  MDC("mdc", Workload.MDC, 0),
  KEY_VALUES("key-values", Workload.KEY_VALUES, 0),
  EXCEPTION("exception", Workload.EXCEPTION, 0) {
    @Override
    Plan scaled(Plan plan) {
      return plan.tenth();
    }
  },
  /** Full speed where each call waits for the disk, so with far fewer events. */
  DISK("disk", Workload.PLAIN, 0) {
    @Override
    Plan scaled(Plan plan) {
      return plan.hundredth();
    }

    @Override
    List<Measure> measures(Plan plan) {
      return List.of(
          new Sustained(1, plan.sustained()),
          new Sustained(2, plan.sustained()),
          new Sustained(64, plan.sustained() * 2));
    }

    @Override
    boolean suits(Candidate candidate) {
      return candidate.waitsForDisk();
    }
  },
  /** Full speed until the process is killed. */
  KILL("kill", Workload.PLAIN, 0) {
    @Override
    boolean suits(Candidate candidate) {
      return true;
    }

    @Override
    List<Measure> measures(Plan plan) {
      throw new IllegalStateException("a killed JVM measures nothing");
    }
  };

  final String label;
  final Workload workload;
  private final int ownRingSize;

  Scenario(String label, Workload workload, int ownRingSize) {
    this.label = label;
    this.workload = workload;
    this.ownRingSize = ownRingSize;
  }

  static Scenario of(String label) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "scenario must be one of "
                        + Arrays.stream(values()).map(s -> s.label).toList()
                        + ", was "
                        + label));
  }

  int ringSize(int usual) {
    return ownRingSize == 0 ? usual : ownRingSize;
  }

  /** How many events it takes. */
  Plan scaled(Plan plan) {
    return plan;
  }

  /** Whether the candidate is put through it; calls that wait for a disk would take hours. */
  boolean suits(Candidate candidate) {
    return !candidate.waitsForDisk();
  }

  /** In this order, after a warm-up. */
  List<Measure> measures(Plan plan) {
    return List.of(new Sustained(1, plan.sustained() / 2));
  }
}

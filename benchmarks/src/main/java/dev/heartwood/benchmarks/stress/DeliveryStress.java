package dev.heartwood.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.Delivery;
import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.slf4j.event.Level;

/** The counts of a ring fit together at any moment, and are exact at the end. */
public final class DeliveryStress {
  private static final LogEvent EVENT =
      LogRecord.of(Instant.parse("2026-11-20T10:00:00Z"), Level.INFO, "orders", "event");
  private static final AsyncConfig CONFIG =
      AsyncConfig.DEFAULT.withCapacity(4).withStatus((level, message, cause) -> {});

  private DeliveryStress() {}

  /** Whether the identity held while somebody logged; then accepted and delivered at the end. */
  @JCStressTest
  @Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "the counts fit")
  @Outcome(expect = FORBIDDEN, desc = "the counts do not fit together")
  @State
  public static class Identity {
    private final AsyncHandler async = new AsyncHandler(CONFIG, event -> {});

    @Actor
    public void caller() {
      async.handle(EVENT);
      async.handle(EVENT);
    }

    @Actor
    public void observer(III_Result result) {
      Delivery seen = async.delivery();
      boolean fits =
          seen.accepted() == seen.delivered() + seen.failed() + seen.inFlight()
              && seen.accepted() <= 2
              && seen.delivered() >= 0
              && seen.inFlight() >= 0;
      result.r1 = fits ? 1 : 0;
    }

    @Arbiter
    public void arbiter(III_Result result) {
      async.close();
      result.r2 = (int) async.delivery().accepted();
      result.r3 = (int) async.delivery().delivered();
    }
  }
}

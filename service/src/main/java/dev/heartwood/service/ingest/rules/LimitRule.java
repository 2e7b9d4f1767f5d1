package dev.heartwood.service.ingest.rules;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lets only so many entries a second of one service, or from one address, pass. */
record LimitRule(String name, Test when, Per per, Buckets buckets, boolean drops) implements Rule {
  /** What is limited, each by itself. */
  enum Per {
    SERVICE,
    IP;

    @Nullable String key(Subject subject) {
      return this == SERVICE ? subject.content().service() : subject.address();
    }
  }

  @Override
  public Verdict apply(Subject subject) {
    return judge(subject, true);
  }

  @Override
  public Verdict preview(Subject subject) {
    return judge(subject, false);
  }

  private Verdict judge(Subject subject, boolean take) {
    String key = per.key(subject);
    if (key == null || !when.test(subject)) {
      return new Verdict.Pass(subject.content());
    }
    long waitNanos = take ? buckets.take(key) : buckets.wait(key);
    if (waitNanos == 0) {
      return new Verdict.Pass(subject.content());
    }
    return drops ? new Verdict.Drop(name) : limit(key, waitNanos);
  }

  private Verdict limit(String key, long waitNanos) {
    String detail =
        "rule "
            + name
            + ": "
            + per.name().toLowerCase(Locale.ROOT)
            + " "
            + key
            + " must send at most "
            + buckets.rate()
            + " entries a second, in bursts of "
            + buckets.burst();
    return new Verdict.Limit(name, detail, Duration.ofNanos(waitNanos));
  }
}

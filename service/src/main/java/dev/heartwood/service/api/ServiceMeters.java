package dev.heartwood.service.api;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.function.ToDoubleFunction;

/** What the service counts, for Prometheus; read from its latest sample. */
record ServiceMeters(Sampler sampler) {
  void bindTo(MeterRegistry registry) {
    counter(registry, "logs.received", "Entries that were sent", s -> s.counts().received());
    counter(registry, "logs.processed", "Entries that were kept", s -> s.counts().stored());
    counter(
        registry, "logs.filtered", "Entries that a rule left out", s -> s.counts().filteredTotal());
    counter(
        registry, "logs.rejected", "Entries that were refused", s -> s.counts().rejectedTotal());
    counter(
        registry, "logs.duplicate", "Entries that had come before", s -> s.counts().duplicates());
    gauge(registry, "logs.stored", "Entries that are found", s -> s.stats().index().entries());
    gauge(registry, "logs.backlog", "Entries kept and not yet found", s -> s.stats().backlog());
    gauge(registry, "feeds", "Open replays and tails", s -> s.stats().feeds());
    gauge(registry, "disk.journal.bytes", "Of journal", s -> s.stats().journal().diskBytes());
    gauge(registry, "disk.index.bytes", "Of index", s -> s.stats().index().bytes());
    gauge(registry, "disk.usable.bytes", "Left on the disk", s -> s.stats().usableBytes());
    counter(registry, "stats.asked", "Counts that were asked for", s -> s.stats().statsAsked());
    counter(registry, "stats.cached", "Those answered from memory", s -> s.stats().statsCached());
  }

  private void counter(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<Sampler.Sample> value) {
    FunctionCounter.builder("heartwood." + name, sampler, s -> read(s, value))
        .description(description)
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<Sampler.Sample> value) {
    Gauge.builder("heartwood." + name, sampler, s -> read(s, value))
        .description(description)
        .register(registry);
  }

  private static double read(Sampler sampler, ToDoubleFunction<Sampler.Sample> value) {
    try {
      return value.applyAsDouble(sampler.now());
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}

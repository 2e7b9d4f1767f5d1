package dev.heartwood.service.api;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.function.ToDoubleFunction;

/** What the service counts, for Prometheus; read from its latest sample. */
record ServiceMeters(Sampler sampler) {
  void bindTo(MeterRegistry registry) {
    counter(registry, "heartwood.logs.received", sample -> sample.counts().received());
    counter(registry, "heartwood.logs.processed", sample -> sample.counts().stored());
    counter(registry, "heartwood.logs.filtered", sample -> sample.counts().filteredTotal());
    counter(registry, "heartwood.logs.rejected", sample -> sample.counts().rejectedTotal());
    counter(registry, "heartwood.logs.duplicate", sample -> sample.counts().duplicates());
    gauge(registry, "heartwood.logs.stored", sample -> sample.stats().index().entries());
    gauge(registry, "heartwood.logs.backlog", sample -> sample.stats().backlog());
    gauge(registry, "heartwood.feeds", sample -> sample.stats().feeds());
    gauge(registry, "heartwood.disk.journal.bytes", s -> s.stats().journal().diskBytes());
    gauge(registry, "heartwood.disk.index.bytes", sample -> sample.stats().index().bytes());
    gauge(registry, "heartwood.disk.usable.bytes", sample -> sample.stats().usableBytes());
  }

  private void counter(
      MeterRegistry registry, String name, ToDoubleFunction<Sampler.Sample> value) {
    FunctionCounter.builder(name, sampler, s -> read(s, value)).register(registry);
  }

  private void gauge(MeterRegistry registry, String name, ToDoubleFunction<Sampler.Sample> value) {
    Gauge.builder(name, sampler, s -> read(s, value)).register(registry);
  }

  private static double read(Sampler sampler, ToDoubleFunction<Sampler.Sample> value) {
    try {
      return value.applyAsDouble(sampler.now());
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}

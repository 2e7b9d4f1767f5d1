package dev.heartwood.benchmarks.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Puts one candidate through a scenario, in a server that starts empty. What it measures has the
 * names of {@link Figure}.
 */
final class ServiceTrial {
  private static final int BATCH = 1000;
  private static final int SINGLES = 20_000;
  private static final int SINGLE_CONNECTIONS = 64;
  private static final int ANSWERS = 20;
  private static final int SETTLED_SECONDS = 5;

  private final ServiceCandidate candidate;
  private final RunOptions options;
  private final Path directory;
  private final Instant start;
  private final Map<String, Double> measures = new TreeMap<>();

  /**
   * @param directory empty
   * @param start of the timestamps of entries
   */
  ServiceTrial(ServiceCandidate candidate, RunOptions options, Path directory, Instant start) {
    this.candidate = candidate;
    this.options = options;
    this.directory = directory;
    this.start = start;
  }

  /** A burst of batches into a server that is awake, and then single entries. */
  Map<String, Double> burst() throws IOException, InterruptedException {
    ServiceWorkload workload = workload(options.warmup() + options.burst());
    try (Engine engine = candidate.start(directory, options)) {
      put("start", engine.startTime().toMillis() / 1e3);
      warmUp(engine, workload);
      try (Bodies bodies = render(engine, workload, options.burst())) {
        Loading.Result result =
            new Loading(engine, bodies, options.warmup())
                .atFullSpeed(options.connections(), options.warmup());
        say("burst", result);
        put("burst.acknowledged", result.acknowledgedPerSecond());
        put("burst.found", result.foundAfter() - result.acknowledgedAfter());
        put("burst.backlog", result.peak().entries());
        put("burst.journal", result.peak().bytes() / 1e6);
        put("burst.batch", result.latencies(), 99);
        put("burst.others", others(result));
      }
      singles(engine, workload);
      put("burst.memory", engine.peakMemory() / 1e6);
    }
    return measures;
  }

  private void singles(Engine engine, ServiceWorkload workload) throws IOException {
    double client = Loading.processorSeconds();
    double server = engine.processorSeconds();
    Singles.Result result =
        engine.singles(
            workload.next(SINGLES),
            Singles.ofSeconds(
                SINGLE_CONNECTIONS, options.singleSeconds(), options.singleSeconds()));
    put("single.rate", result.perSecond());
    put("single", result.latencies(), 50);
    put("single", result.latencies(), 99);
    put("single.client", (Loading.processorSeconds() - client) * 1e6 / result.sent());
    put("single.server", (engine.processorSeconds() - server) * 1e6 / result.sent());
    Loading.awaitFound(engine, options.warmup() + options.burst() + result.sent());
  }

  /** Many entries, questions while half as many come each second, and what it takes on disk. */
  Map<String, Double> load() throws IOException, InterruptedException {
    ServiceWorkload workload = workload(options.entries());
    try (Engine engine = candidate.start(directory, options)) {
      warmUp(engine, workload);
      List<String> ids;
      double rate;
      try (Bodies bodies = render(engine, workload, options.entries() - options.warmup())) {
        Loading loading = new Loading(engine, bodies, options.warmup());
        Loading.Result result = loading.atFullSpeed(options.connections(), options.warmup());
        say("load", result);
        ids = loading.ids();
        rate = result.foundPerSecond();
        put("load.acknowledged", result.acknowledgedPerSecond());
        put("load.found", rate);
        put("load.backlog", result.peak().entries());
        put("load.batch", result.latencies(), 50);
        put("load.batch", result.latencies(), 99);
        put("load.others", others(result));
        put("load.client", result.clientProcessor() * 1e6 / result.entries());
        put("load.server", result.serverProcessor() * 1e6 / result.entries());
      }
      put("bytes.loaded", (double) bytes(engine) / options.entries());
      Asks asks = new Asks(options.entries(), start, ids);
      put("answers", answers(engine, asks));
      long more = beside(engine, workload, asks, rate / 2);
      settle(engine);
      put("bytes.settled", (double) bytes(engine) / (options.entries() + more));
      alone(engine, asks);
      put("load.memory", engine.peakMemory() / 1e6);
    }
    return measures;
  }

  /**
   * @return entries that were added meanwhile
   */
  private long beside(Engine engine, ServiceWorkload workload, Asks asks, double rate)
      throws IOException, InterruptedException {
    long entries = (long) (rate * options.askSeconds() * 1.2 / BATCH + 1) * BATCH;
    try (Bodies bodies = render(engine, workload, entries)) {
      Loading loading = new Loading(engine, bodies, options.entries());
      ExecutorService writer = Executors.newSingleThreadExecutor();
      try {
        Future<Double> written = writer.submit(() -> loading.atRate(options.connections(), rate));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.askSeconds());
        ask(engine, asks, "beside", () -> System.nanoTime() < end && !written.isDone());
        loading.stop();
        put("beside.rate", written.get());
      } catch (ExecutionException e) {
        throw new IOException("could not write beside questions: " + e.getCause(), e);
      } finally {
        writer.shutdown();
      }
      Loading.awaitFound(engine, options.entries() + loading.acknowledged());
      return loading.acknowledged();
    }
  }

  /**
   * How many entries some answers are about, which must be the same for all. Of those that list
   * entries no more than the list has: beyond that servers count as they like.
   */
  private long answers(Engine engine, Asks asks) throws IOException {
    long sum = 0;
    try (Engine.Asker asker = engine.asker()) {
      for (int round = 0; round < ANSWERS; round++) {
        for (Question question : Question.values()) {
          long found = asker.ask(asks.next(question));
          sum += question == Question.HISTOGRAM ? found : Math.min(found, Ask.MOST);
        }
      }
    }
    return sum;
  }

  private void alone(Engine engine, Asks asks) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.askSeconds());
    ask(engine, asks, "alone", () -> System.nanoTime() < end);
  }

  /** Each kind of question in turn, at a pace which leaves the server time for other things. */
  private void ask(Engine engine, Asks asks, String prefix, BooleanSupplier goesOn)
      throws IOException {
    Map<Question, Histogram> times = new EnumMap<>(Question.class);
    try (Engine.Asker asker = engine.asker()) {
      while (goesOn.getAsBoolean()) {
        for (Question question : Question.values()) {
          Ask ask = asks.next(question);
          long sent = System.nanoTime();
          long found = asker.ask(ask);
          long nanos = System.nanoTime() - sent;
          if (found == 0) {
            throw new IllegalStateException(candidate.label() + " found nothing for " + ask);
          }
          times.computeIfAbsent(question, q -> Singles.histogram()).recordValue(nanos);
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(options.askPauseMillis()));
        }
      }
    }
    times.forEach(
        (question, histogram) -> {
          put(prefix + "." + question, histogram, 50);
          put(prefix + "." + question, histogram, 99);
        });
  }

  private void settle(Engine engine) throws IOException, InterruptedException {
    if (!options.settles()) {
      return;
    }
    engine.settle();
    long before;
    long now = ServerProcess.bytes(engine.data());
    do {
      before = now;
      TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
      now = ServerProcess.bytes(engine.data());
    } while (now != before);
  }

  /** Says what it consists of: not all of it grows with the entries. */
  private static long bytes(Engine engine) throws IOException {
    try (Stream<Path> below = Files.list(engine.data())) {
      for (Path part : below.filter(Files::isDirectory).sorted().toList()) {
        long megabytes = ServerProcess.bytes(part) / 1_000_000;
        if (megabytes > 0) {
          System.err.println("  " + megabytes + " MB in " + part.getFileName());
        }
      }
    }
    return ServerProcess.bytes(engine.data());
  }

  private void warmUp(Engine engine, ServiceWorkload workload)
      throws IOException, InterruptedException {
    try (Bodies bodies = render(engine, workload, options.warmup())) {
      new Loading(engine, bodies, 0).atFullSpeed(options.connections(), 0);
    }
  }

  private Bodies render(Engine engine, ServiceWorkload workload, long entries) throws IOException {
    return Bodies.render(directory, engine.batched(), workload, entries, BATCH);
  }

  private ServiceWorkload workload(long entries) {
    return new ServiceWorkload(entries, start);
  }

  private void put(String name, double value) {
    measures.put(name, value);
  }

  /** In milliseconds. */
  private void put(String name, Histogram latencies, int percentile) {
    put(name + ".p" + percentile, latencies.getValueAtPercentile(percentile) / 1e6);
  }

  /** Percent of all processors. */
  private static double others(Loading.Result result) {
    int processors = Runtime.getRuntime().availableProcessors();
    return 100 * result.othersProcessor() / (result.foundAfter() * processors);
  }

  private void say(String scenario, Loading.Result result) {
    System.err.printf(
        Locale.ROOT,
        "%s %s: %d entries, all acknowledged after %.2f s and found after %.2f s, %d retries,"
            + " server %.1f s of processor time, client %.1f s, others %.1f s%n",
        candidate.label(),
        scenario,
        result.entries(),
        result.acknowledgedAfter(),
        result.foundAfter(),
        result.retries(),
        result.serverProcessor(),
        result.clientProcessor(),
        result.othersProcessor());
  }
}

package dev.heartwood.service.config;

import dev.heartwood.StatusReporter;
import dev.heartwood.service.Retention;
import dev.heartwood.service.ServiceOptions;
import dev.heartwood.service.StorageEngine;
import dev.heartwood.service.api.ApiLimits;
import dev.heartwood.service.api.ApiOptions;
import dev.heartwood.service.ingest.IngestLimits;
import dev.heartwood.service.security.TlsFiles;
import dev.heartwood.service.security.TlsIdentity;
import dev.heartwood.service.storage.lucene.LuceneOptions;
import dev.heartwood.service.storage.lucene.LuceneStorage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes of settings what the parts of a service are opened with. */
public final class Plans {
  private final Settings settings;
  private final StatusReporter status;

  public Plans(Settings settings, StatusReporter status) {
    this.settings = settings;
    this.status = status;
  }

  /**
   * The service itself.
   *
   * @throws SettingsException if options do not fit together, or the file of rules cannot be read
   */
  public ServiceOptions service() {
    return settings.checked(
        List.of(Options.JOURNAL_BYTES, Options.SEGMENT_BYTES),
        () -> {
          ServiceOptions options =
              ServiceOptions.in(settings.get(Options.DATA))
                  .withDurability(settings.get(Options.DURABILITY))
                  .withIds(settings.get(Options.IDS))
                  .withMachine(settings.get(Options.MACHINE))
                  .withRetention(retention())
                  .withLimits(entryLimits())
                  .withMaxKeys(settings.get(Options.MAX_KEYS))
                  .withMaxRememberedKeys(settings.get(Options.MAX_REMEMBERED))
                  .withMaxServices(settings.get(Options.MAX_SERVICES))
                  .withStatus(status);
          int segmentBytes = Math.toIntExact(settings.get(Options.SEGMENT_BYTES));
          long journalBytes = settings.get(Options.JOURNAL_BYTES);
          options =
              journalBytes >= options.journalBytes()
                  ? options.withJournalBytes(journalBytes).withSegmentBytes(segmentBytes)
                  : options.withSegmentBytes(segmentBytes).withJournalBytes(journalBytes);
          Path rules = settings.find(Options.RULES);
          return rules == null ? options : options.withRules(text(rules));
        });
  }

  /** What answers questions: an index of each day. */
  public StorageEngine engine() {
    LuceneOptions options =
        LuceneOptions.DEFAULT
            .withBufferBytes(settings.get(Options.INDEX_BUFFER))
            .withOpenPartitions(settings.get(Options.OPEN_PARTITIONS))
            .withMergeThreads(settings.get(Options.MERGE_THREADS))
            .withMostValues(settings.get(Options.MOST_VALUES));
    return (directory, entries) -> LuceneStorage.open(directory, entries, options);
  }

  private Retention retention() {
    return new Retention(
        settings.get(Options.MAX_AGE),
        settings.get(Options.MAX_BYTES),
        settings.get(Options.SERVICE_AGES));
  }

  private IngestLimits entryLimits() {
    return new IngestLimits(
        settings.get(Options.MAX_MESSAGE_CHARS),
        settings.get(Options.MAX_NAME_CHARS),
        settings.get(Options.MAX_METADATA_ENTRIES),
        settings.get(Options.MAX_METADATA_DEPTH),
        settings.get(Options.MAX_STRING_CHARS),
        settings.get(Options.MAX_AHEAD));
  }

  private String text(Path rules) {
    try {
      return Files.readString(rules);
    } catch (IOException e) {
      throw new SettingsException(
          settings.origin(Options.RULES)
              + ": rules.file ["
              + rules
              + "] must be readable, was not: "
              + e,
          e);
    }
  }

  /**
   * The service over HTTP, without who may call it.
   *
   * @throws SettingsException if options do not fit together, or certificates cannot be used
   */
  public ApiOptions api() {
    return settings.checked(
        List.of(Options.HOST, Options.TRUSTED_PROXIES, Options.MAX_BODY_BYTES, Options.BODY_BUDGET),
        () -> {
          ApiOptions options =
              ApiOptions.DEFAULT
                  .withAddress(
                      new InetSocketAddress(settings.get(Options.HOST), settings.get(Options.PORT)))
                  .withTrustedProxies(settings.get(Options.TRUSTED_PROXIES))
                  .withStopTimeout(settings.get(Options.STOP_TIMEOUT))
                  .withLimits(limits())
                  .withEntryLimits(entryLimits())
                  .withStatus(status);
          return options.withTls(tls().orElse(null));
        });
  }

  private ApiLimits limits() {
    return new ApiLimits(
        Math.toIntExact(settings.get(Options.MAX_BODY_BYTES)),
        settings.get(Options.MAX_RATIO),
        Math.toIntExact(settings.get(Options.MAX_HEADER_BYTES)),
        Math.toIntExact(settings.get(Options.MAX_LINE_BYTES)),
        settings.get(Options.HEADER_TIMEOUT),
        settings.get(Options.BODY_TIMEOUT),
        settings.get(Options.REQUEST_TIMEOUT),
        settings.get(Options.IDLE_TIMEOUT),
        settings.get(Options.READ_TIMEOUT),
        settings.get(Options.PING_INTERVAL),
        settings.get(Options.MAX_CONNECTIONS),
        settings.get(Options.MAX_CONNECTIONS_PER_CLIENT),
        settings.get(Options.MAX_STREAMS),
        settings.get(Options.INGEST_THREADS),
        settings.get(Options.QUERY_THREADS),
        settings.get(Options.QUEUE),
        bodyBudget());
  }

  /** Larger bodies need a larger budget, unless somebody says what it is. */
  private long bodyBudget() {
    boolean given = !settings.origin(Options.BODY_BUDGET).equals("default");
    long budget = settings.get(Options.BODY_BUDGET);
    return given ? budget : Math.max(budget, 3 * settings.get(Options.MAX_BODY_BYTES));
  }

  private Optional<TlsIdentity> tls() {
    Path certificate = settings.find(Options.TLS_CERTIFICATE);
    Path key = settings.find(Options.TLS_KEY);
    Path authority = settings.find(Options.TLS_CLIENT_AUTHORITY);
    if (certificate != null && key != null) {
      return Optional.of(
          TlsIdentity.load(new TlsFiles(certificate, key, authority), Instant.now()));
    }
    for (Option<?> option :
        List.of(Options.TLS_CERTIFICATE, Options.TLS_KEY, Options.TLS_CLIENT_AUTHORITY)) {
      if (settings.find(option) != null) {
        throw new SettingsException(
            settings.origin(option)
                + ": "
                + option
                + " needs tls.certificate and tls.key beside it, one is not set",
            null);
      }
    }
    return Optional.empty();
  }
}

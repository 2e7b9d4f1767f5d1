package dev.heartwood.service.ingest;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.ingest.rules.Rules;
import dev.heartwood.service.ingest.rules.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request into the journal: each item is checked, passes the rules, which mask it
 * before its first byte is written, and is compared with what came before; what is left gets ids,
 * and all of it becomes one record.
 *
 * <p><b>Threads:</b> any, side by side up to the journal.
 */
public final class Intake {
  /** A client id, or an idempotency key, is with a request that is not finished. */
  private static final String IN_PROGRESS = "in_progress";

  private static final String IDEMPOTENCY_CONFLICT = "idempotency_conflict";

  private final IngestJournal journal;
  private final Validator validator;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final int maxServices;
  private final int maxNameChars;
  private volatile Text rules;

  /**
   * @param rules that entries pass, as text
   * @param nanoTime for rate limits
   */
  public Intake(
      IngestJournal journal,
      IngestLimits limits,
      String rules,
      int maxServices,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.journal = journal;
    this.validator = new Validator(limits);
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.maxServices = maxServices;
    this.maxNameChars = limits.maxNameChars();
    this.rules = parsed(rules);
  }

  private record Text(String yaml, Rules rules) {}

  private Text parsed(String yaml) {
    return new Text(yaml, Rules.parse(yaml, nanoTime, maxServices));
  }

  /**
   * Other rules from the next request on; rate limits begin anew.
   *
   * @throws IllegalArgumentException naming line and rule; the old ones go on
   */
  public void useRules(String yaml) {
    rules = parsed(yaml);
  }

  public String rules() {
    return rules.yaml();
  }

  /** Takes one entry. */
  public Receipt ingest(LogContent content, Origin origin) throws IOException {
    return ingest(Batch.of(List.of(content)), origin).receipts().get(0);
  }

  /** Takes a request, and returns when it is as durable as the receipt says. */
  public BatchReceipt ingest(Batch batch, Origin origin) throws IOException {
    Taken taken = take(batch, origin);
    journal.confirm(taken.written());
    return taken.receipt();
  }

  /** Takes a request, without waiting for the disk. */
  public PendingReceipt submit(Batch batch, Origin origin) throws IOException {
    Taken taken = take(batch, origin);
    return new PendingReceipt(taken.receipt(), journal.confirmed(taken.written()));
  }

  private record Taken(BatchReceipt receipt, IngestJournal.Written written) {}

  private Taken take(Batch batch, Origin origin) throws IOException {
    Instant now = clock.instant();
    Batch.Idempotency idempotency = batch.idempotency();
    if (idempotency == null) {
      return take(batch, origin, now, null);
    }
    RequestCodec.RequestMark mark =
        new RequestCodec.RequestMark(
            KeyHash.ofRequest(origin.apiKeyId(), idempotency.key()), idempotency.bodyHash());
    List<Receipt> earlier;
    try {
      earlier = journal.claim(mark, rules.rules().mask(idempotency.key()), now);
    } catch (IdempotencyConflictException e) {
      String code = e.isInProgress() ? IN_PROGRESS : IDEMPOTENCY_CONFLICT;
      Rejection why = Rejection.of(code, "Idempotency-Key", String.valueOf(e.getMessage()));
      count(batch, origin, now, new Receipt.Rejected(why));
      throw e;
    }
    if (earlier != null) {
      count(batch, origin, now, new Receipt.Duplicate(""));
      return new Taken(
          new BatchReceipt(earlier, journal.durability(), true), IngestJournal.Written.NOTHING);
    }
    return take(batch, origin, now, mark);
  }

  /** Counts all items of a request alike. */
  private void count(Batch batch, Origin origin, Instant now, Receipt receipt) throws IOException {
    RequestDraft draft = journal.draft(now);
    for (Batch.Item item : batch.items()) {
      draft.count(serviceOf(item, origin), receipt);
    }
    if (!draft.isEmpty()) {
      journal.write(draft, draft.encode(), List.of());
    }
  }

  private String serviceOf(Batch.Item item, Origin origin) {
    String service =
        item instanceof Batch.Item.Entry entry
            ? entry.content().service()
            : item instanceof Batch.Item.Unreadable unreadable ? unreadable.service() : null;
    if (service == null || service.isBlank()) {
      service = origin.defaultService();
    }
    return service == null || service.isBlank() || service.length() > maxNameChars
        ? Accounting.UNNAMED
        : rules.rules().mask(service);
  }

  private Taken take(
      Batch batch, Origin origin, Instant now, RequestCodec.@Nullable RequestMark mark)
      throws IOException {
    List<KeyHash> claims = new ArrayList<>();
    if (mark != null) {
      claims.add(mark.key());
    }
    boolean writing = false;
    try {
      Passage passage = new Passage(batch, origin, now, claims);
      passage.run();
      byte[] record = passage.record(mark);
      IngestJournal.Written written = IngestJournal.Written.NOTHING;
      if (record.length > 0) {
        writing = true; // the journal lets go of the claims from here on
        written = journal.write(passage.draft, record, claims);
      }
      List<Receipt> receipts = passage.outcomes.receipts(written.firstId());
      return new Taken(new BatchReceipt(receipts, journal.durability(), false), written);
    } finally {
      if (!writing) {
        journal.release(claims);
      }
    }
  }

  /** What would become of an entry; nothing is kept or counted. */
  public Explanation explain(LogContent content, Origin origin) {
    Instant now = clock.instant();
    LogContent checked;
    try {
      checked = validator.checked(content, origin, now);
    } catch (Validator.InvalidException e) {
      return new Explanation(List.of(), null, masked(rules.rules(), e.why()));
    }
    Rejection forbidden = forbidden(checked, origin);
    if (forbidden != null) {
      return new Explanation(List.of(), null, forbidden);
    }
    List<Explanation.Step> steps = new ArrayList<>();
    LogContent result = checked;
    Rejection rejection = null;
    for (Rules.Step step : rules.rules().preview(checked, origin.address(), now)) {
      Verdict verdict = step.verdict();
      if (verdict instanceof Verdict.Pass pass) {
        result = pass.content();
        Explanation.Effect effect =
            step.masks() ? Explanation.Effect.MASKS : Explanation.Effect.PASSES;
        steps.add(new Explanation.Step(step.rule(), effect, step.masked()));
      } else if (verdict instanceof Verdict.Limit limit) {
        result = null;
        rejection = rejection(limit);
        steps.add(new Explanation.Step(step.rule(), Explanation.Effect.LIMITS, limit.detail()));
      } else {
        result = null;
        steps.add(new Explanation.Step(step.rule(), Explanation.Effect.DROPS, ""));
      }
    }
    return new Explanation(steps, result, rejection);
  }

  private static @Nullable Rejection forbidden(LogContent content, Origin origin) {
    Set<String> allowed = origin.allowedServices();
    if (allowed == null || allowed.contains(content.service())) {
      return null;
    }
    return Rejection.of(
        Rejection.FORBIDDEN_SERVICE,
        "service_name",
        "this key may not write for service " + content.service());
  }

  private static Rejection rejection(Verdict.Limit limit) {
    return new Rejection(Rejection.RATE_LIMITED, null, limit.detail(), true, limit.retryAfter());
  }

  /** Details name values, and answers are kept: a secret must not come in by that door. */
  private static Rejection masked(Rules rules, Rejection why) {
    String detail = rules.mask(why.detail());
    String field = why.field() == null ? null : rules.mask(why.field());
    return detail.equals(why.detail()) && Objects.equals(field, why.field())
        ? why
        : new Rejection(why.code(), field, detail, why.retryable(), why.retryAfter());
  }

  /** One request on its way, by one thread. */
  private final class Passage {
    private final Batch batch;
    private final Origin origin;
    private final Instant now;
    private final List<KeyHash> claims;
    private final Rules current = rules.rules();
    private final Outcomes outcomes = new Outcomes();
    private final List<Passed> passed = new ArrayList<>();
    private RequestDraft draft;

    Passage(Batch batch, Origin origin, Instant now, List<KeyHash> claims) {
      this.batch = batch;
      this.origin = origin;
      this.now = now;
      this.claims = claims;
      this.draft = journal.draft(now);
    }

    /**
     * An item that the rules let pass.
     *
     * @param index in the request
     * @param client hash of the client id as it was sent
     */
    private record Passed(int index, LogContent content, @Nullable KeyHash client) {}

    void run() {
      for (Batch.Item item : batch.items()) {
        if (item instanceof Batch.Item.Entry entry) {
          judge(item, entry.content());
        } else if (item instanceof Batch.Item.Unreadable unreadable) {
          settle(serviceOf(item, origin), rejected(unreadable.why()));
        }
      }
      storeFirsts(claimed());
    }

    private void judge(Batch.Item item, LogContent content) {
      LogContent checked;
      try {
        checked = validator.checked(content, origin, now);
      } catch (Validator.InvalidException e) {
        settle(serviceOf(item, origin), rejected(e.why()));
        return;
      }
      Rejection forbidden = forbidden(checked, origin);
      if (forbidden != null) {
        settle(serviceOf(item, origin), rejected(forbidden));
        return;
      }
      Verdict verdict = current.apply(checked, origin.address(), now);
      if (verdict instanceof Verdict.Pass pass) {
        String clientId = checked.clientId();
        KeyHash client = clientId == null ? null : KeyHash.ofEntry(origin.apiKeyId(), clientId);
        passed.add(new Passed(outcomes.size(), pass.content(), client));
        outcomes.add(new Receipt.Filtered("")); // until it is known
      } else if (verdict instanceof Verdict.Limit limit) {
        settle(serviceOf(item, origin), rejected(rejection(limit)));
      } else if (verdict instanceof Verdict.Drop drop) {
        settle(serviceOf(item, origin), new Receipt.Filtered(drop.rule()));
      }
    }

    private Receipt rejected(Rejection why) {
      return new Receipt.Rejected(masked(current, why));
    }

    private void settle(String service, Receipt receipt) {
      outcomes.add(receipt);
      draft.count(service, receipt);
    }

    /** The claims of those with a client id, each with what has come of it. */
    private List<IngestJournal.ClientClaim> claimed() {
      List<IngestJournal.ClientClaim> all = new ArrayList<>();
      for (Passed each : passed) {
        if (each.client() != null) {
          all.add(new IngestJournal.ClientClaim(each.client()));
        }
      }
      if (!all.isEmpty()) {
        journal.claim(all, now);
        for (IngestJournal.ClientClaim claim : all) {
          if (claim.won()) {
            claims.add(claim.key());
          }
        }
      }
      return all;
    }

    private void storeFirsts(List<IngestJournal.ClientClaim> clientClaims) {
      Map<KeyHash, Integer> placesOfClients = new HashMap<>();
      int next = 0;
      for (Passed each : passed) {
        KeyHash client = each.client();
        IngestJournal.ClientClaim claim = client == null ? null : clientClaims.get(next++);
        if (claim == null || claim.won()) {
          int place = draft.store(client, each.content());
          outcomes.setStored(each.index(), place);
          draft.tally(each.content().service()).stored();
          if (client != null) {
            placesOfClients.put(client, place);
          }
        } else {
          repeated(each, claim, placesOfClients.get(claim.key()));
        }
      }
    }

    /**
     * @param place of an earlier one with the same client id in this request; null if there is none
     */
    private void repeated(Passed item, IngestJournal.ClientClaim claim, @Nullable Integer place) {
      EntryId earlier = claim.earlier();
      if (earlier == null && place == null) {
        outcomes.set(item.index(), inProgress());
        draft.count(item.content().service(), inProgress());
        return;
      }
      draft.tally(item.content().service()).duplicate();
      if (earlier != null) {
        outcomes.set(item.index(), new Receipt.Duplicate(earlier.text()));
      } else {
        outcomes.setDuplicate(item.index(), Objects.requireNonNull(place));
      }
    }

    private static Receipt inProgress() {
      return new Receipt.Rejected(
          new Rejection(
              IN_PROGRESS,
              "client_id",
              "an entry with this client_id is just being stored",
              true,
              Duration.ofSeconds(1)));
    }

    /** What is to be written; empty if it is nothing. */
    byte[] record(RequestCodec.@Nullable RequestMark mark) {
      if (batch.items().isEmpty()) {
        return new byte[0];
      }
      if (mark != null && outcomes.mayBeRepeated()) {
        draft.remember(mark, outcomes);
      }
      byte[] record = draft.encode();
      if (record.length <= journal.maxRequestBytes()) {
        return record;
      }
      refuseAll(record.length);
      return draft.encode();
    }

    private void refuseAll(int bytes) {
      Rejection why =
          Rejection.of(
              Rejection.TOO_LARGE,
              null,
              "a request must take at most "
                  + journal.maxRequestBytes()
                  + " bytes in the journal, took "
                  + bytes);
      draft = journal.draft(now);
      for (int i = 0; i < outcomes.size(); i++) {
        outcomes.set(i, new Receipt.Rejected(why));
        draft.count(serviceOf(batch.items().get(i), origin), new Receipt.Rejected(why));
      }
    }
  }
}

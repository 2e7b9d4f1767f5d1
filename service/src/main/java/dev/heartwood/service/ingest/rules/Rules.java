package dev.heartwood.service.ingest.rules;

import dev.heartwood.service.entry.LogContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The rules that entries pass on their way in, one after the other; the first that leaves an entry
 * out, or limits it, ends its way.
 *
 * <pre>{@code
 * rules:
 *   - name: no-debug
 *     drop: {level: {below: INFO}, service: ["payment-*"]}
 *   - name: per-service
 *     limit: {per: service, rate: 1000, burst: 5000}
 *   - name: credentials
 *     redact: {detectors: [password, bearer, jwt]}
 * }</pre>
 *
 * <p><b>Threads:</b> any; only rate limits have a state.
 */
public final class Rules {
  private static final int MAX_CHARS = 1 << 20;
  private static final int MAX_ALIASES = 50;
  private static final int MAX_RULES = 1000;

  private final List<Rule> rules;

  private Rules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * @param nanoTime for rate limits: a clock that never goes back, in nanoseconds
   * @param maxKeys services, and addresses, that each rate limit tells apart
   * @throws RulesException if the text is wrong
   */
  public static Rules parse(String yaml, LongSupplier nanoTime, int maxKeys) {
    Block file = new Block("rules", node(yaml));
    file.has("rules");
    file.done();
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    RuleReader reader = new RuleReader(nanoTime, maxKeys);
    for (Block block : file.blocks("rules")) {
      Rule rule = reader.read(block);
      if (!names.add(rule.name())) {
        throw block.fault("name", "names must differ, found twice " + rule.name());
      }
      if (rules.size() == MAX_RULES) {
        throw block.fault("there must be at most " + MAX_RULES + " rules");
      }
      rules.add(rule);
    }
    return new Rules(rules);
  }

  /** An empty text is refused: rules that went missing must not let everything pass. */
  private static Node node(String yaml) {
    if (yaml.length() > MAX_CHARS) {
      throw new RulesException(
          "rules must have at most " + MAX_CHARS + " characters, had " + yaml.length(), null);
    }
    LoadSettings settings =
        LoadSettings.builder().setLabel("rules").setMaxAliasesForCollections(MAX_ALIASES).build();
    try {
      Optional<Node> node = new Compose(settings).composeString(yaml);
      return node.orElseThrow(
          () -> new RulesException("rules must have the key rules, were empty", null));
    } catch (MarkedYamlEngineException e) {
      throw new RulesException(
          Block.line(e.getProblemMark()) + "rules must be YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new RulesException("rules must be YAML: " + e.getMessage(), e);
    }
  }

  /** What becomes of an entry; rate limits count it. */
  public Verdict apply(LogContent content, @Nullable String address, Instant received) {
    Subject subject = new Subject(content, address, received);
    for (Rule rule : rules) {
      Verdict verdict = rule.apply(subject);
      if (!(verdict instanceof Verdict.Pass pass)) {
        return verdict;
      }
      subject = pass.content() == subject.content() ? subject : subject.with(pass.content());
    }
    return new Verdict.Pass(subject.content());
  }

  /** What would become of an entry, rule by rule, up to the one that ends its way. */
  public List<Step> preview(LogContent content, @Nullable String address, Instant received) {
    List<Step> steps = new ArrayList<>();
    Subject subject = new Subject(content, address, received);
    for (Rule rule : rules) {
      Verdict verdict = rule.preview(subject);
      boolean masks = verdict instanceof Verdict.Pass pass && pass.content() != subject.content();
      String masked = masks ? rule.masks(subject.content(), this::mask) : "";
      steps.add(new Step(rule.name(), verdict, masks, masked));
      if (!(verdict instanceof Verdict.Pass pass)) {
        return steps;
      }
      subject = subject.with(pass.content());
    }
    return steps;
  }

  /** A text about an entry, with what a rule masks in entries masked. */
  public String mask(String text) {
    String masked = text;
    for (Rule rule : rules) {
      masked = rule.mask(masked);
    }
    return masked;
  }

  public int size() {
    return rules.size();
  }

  /**
   * What one rule would do.
   *
   * @param masks whether it would let the entry pass with something masked in it
   * @param masked what that is, without the secrets: fields, what found it, how often
   */
  public record Step(String rule, Verdict verdict, boolean masks, String masked) {}
}

package dev.heartwood.config;

import dev.heartwood.filter.ContentFilter;
import dev.heartwood.filter.DuplicateConfig;
import dev.heartwood.filter.DuplicateFilter;
import dev.heartwood.filter.EqualityFilter;
import dev.heartwood.filter.EventKey;
import dev.heartwood.filter.KeywordFilter;
import dev.heartwood.filter.LevelFilter;
import dev.heartwood.filter.LogFilter;
import dev.heartwood.filter.LoggerNameFilter;
import dev.heartwood.filter.MarkerFilter;
import dev.heartwood.filter.RateLimitConfig;
import dev.heartwood.filter.RateLimitFilter;
import dev.heartwood.filter.SamplingFilter;
import dev.heartwood.filter.TimeRangeFilter;
import dev.heartwood.redaction.PatternRedactor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.event.Level;

/** The conditions of a filter, checked; each handler gets a filter with state of its own. */
@FunctionalInterface
interface FilterPlan {
  LogFilter make();

  /**
   * All conditions of a section, in the order of the file: an event passes if it meets each of
   * them.
   *
   * @param others keys of the section that are no conditions
   */
  static FilterPlan read(Section body, List<String> others) {
    Map<String, BiFunction<Section, String, FilterPlan>> known = Conditions.ALL;
    known.keySet().forEach(body::has);
    List<FilterPlan> plans = new ArrayList<>();
    for (String key : body.keys()) {
      BiFunction<Section, String, FilterPlan> condition = known.get(key);
      if (condition != null) {
        FilterPlan plan = body.checked(() -> condition.apply(body, key));
        body.checked(plan::make); // so that a fault shows before anything is opened
        plans.add(plan);
      }
    }
    others.forEach(body::has);
    body.done();
    if (plans.isEmpty()) {
      throw body.place().fault("a condition is missing: " + String.join(", ", known.keySet()));
    }
    return () -> LogFilter.allOf(made(plans));
  }

  private static LogFilter[] made(List<FilterPlan> plans) {
    return plans.stream().map(FilterPlan::make).toArray(LogFilter[]::new);
  }

  /** Each condition by its key. */
  final class Conditions {
    static final Map<String, BiFunction<Section, String, FilterPlan>> ALL = new LinkedHashMap<>();

    static {
      ALL.put("level", Conditions::level);
      ALL.put("maxLevel", Conditions::maxLevel);
      ALL.put("logger", Conditions::logger);
      ALL.put("marker", Conditions::marker);
      ALL.put("mdc", Conditions::mdc);
      ALL.put("keyValue", Conditions::keyValue);
      ALL.put("service", Conditions::service);
      ALL.put("keyword", Conditions::keyword);
      ALL.put("time", Conditions::time);
      ALL.put("rateLimit", Conditions::rateLimit);
      ALL.put("duplicates", Conditions::duplicates);
      ALL.put("sample", Conditions::sample);
      ALL.put("denySecrets", Conditions::denySecrets);
      ALL.put("not", Conditions::not);
      ALL.put("anyOf", Conditions::anyOf);
    }

    private Conditions() {}

    private static FilterPlan level(Section body, String key) {
      Level level = body.required(key).choice(Level.class);
      return () -> LevelFilter.atLeast(level);
    }

    private static FilterPlan maxLevel(Section body, String key) {
      Level level = body.required(key).choice(Level.class);
      return () -> LevelFilter.between(Level.TRACE, level);
    }

    private static FilterPlan logger(Section body, String key) {
      return anyOfTexts(body, key, LoggerNameFilter::new);
    }

    private static FilterPlan marker(Section body, String key) {
      return anyOfTexts(body, key, MarkerFilter::new);
    }

    private static FilterPlan service(Section body, String key) {
      return anyOfTexts(body, key, EqualityFilter::service);
    }

    private static FilterPlan keyword(Section body, String key) {
      if (!body.isSection(key)) {
        return anyOfTexts(body, key, KeywordFilter::new);
      }
      Section keyword = section(body, key);
      String text = keyword.required("text").text();
      boolean ignoreCase = keyword.get("ignoreCase", Value::bool, Boolean.FALSE);
      keyword.done();
      return () -> new KeywordFilter(text, ignoreCase);
    }

    private static FilterPlan mdc(Section body, String key) {
      return equalities(body, key, EqualityFilter::mdc);
    }

    private static FilterPlan keyValue(Section body, String key) {
      return equalities(body, key, EqualityFilter::keyValue);
    }

    private static FilterPlan time(Section body, String key) {
      Section range = section(body, key);
      Instant from = range.optional("from", v -> v.parsed(Instant::parse));
      Instant until = range.optional("until", v -> v.parsed(Instant::parse));
      range.done();
      if (from == null && until == null) {
        throw body.at(key).fault("time must have from, until or both");
      }
      return () -> new TimeRangeFilter(from, until);
    }

    private static FilterPlan rateLimit(Section body, String key) {
      Section s = section(body, key);
      RateLimitConfig d = RateLimitConfig.DEFAULT;
      RateLimitConfig config =
          s.checked(
              () ->
                  d.withRate(s.get("rate", Value::decimal, d.rate()))
                      .withMaxBurst(s.get("maxBurst", Value::integer, d.maxBurst()))
                      .withLevel(s.get("level", v -> v.choice(Level.class), d.level()))
                      .withKey(s.get("key", v -> v.parsed(EventKey::parse), d.key()))
                      .withMaxKeys(s.get("maxKeys", Value::integer, d.maxKeys()))
                      .withSummaryInterval(
                          s.get("summaryInterval", Value::time, d.summaryInterval())));
      s.done();
      return () -> new RateLimitFilter(config);
    }

    private static FilterPlan duplicates(Section body, String key) {
      Section s = section(body, key);
      DuplicateConfig d = DuplicateConfig.DEFAULT;
      DuplicateConfig config =
          s.checked(
              () ->
                  d.withAllowedRepetitions(
                          s.get("allowedRepetitions", Value::integer, d.allowedRepetitions()))
                      .withCacheSize(s.get("cacheSize", Value::integer, d.cacheSize()))
                      .withWindow(s.get("window", Value::time, d.window()))
                      .withKey(s.get("key", v -> v.parsed(EventKey::parse), d.key())));
      s.done();
      return () -> new DuplicateFilter(config);
    }

    private static FilterPlan sample(Section body, String key) {
      Section s = section(body, key);
      double rate = s.required("rate").decimal();
      EventKey perKey = s.optional("perKey", v -> v.parsed(EventKey::parse));
      EventKey byHash = s.optional("byHash", v -> v.parsed(EventKey::parse));
      Level always = s.optional("alwaysFrom", v -> v.choice(Level.class));
      s.done();
      if (perKey != null && byHash != null) {
        throw s.at("byHash").fault("byHash must not be set together with perKey");
      }
      return () ->
          s.checked(
              () -> {
                SamplingFilter filter =
                    perKey != null
                        ? SamplingFilter.perKey(rate, perKey)
                        : byHash != null
                            ? SamplingFilter.byHash(rate, byHash)
                            : SamplingFilter.random(rate);
                return always == null ? filter : filter.alwaysFrom(always);
              });
    }

    private static FilterPlan denySecrets(Section body, String key) {
      if (!body.required(key).bool()) {
        return () -> event -> true;
      }
      return () -> ContentFilter.denySecrets(new PatternRedactor());
    }

    private static FilterPlan not(Section body, String key) {
      FilterPlan plan = FilterPlan.read(section(body, key), List.of());
      return () -> LogFilter.not(plan.make());
    }

    private static FilterPlan anyOf(Section body, String key) {
      List<FilterPlan> plans =
          body.sections(key).stream().map(s -> FilterPlan.read(s, List.of())).toList();
      if (plans.isEmpty()) {
        throw body.at(key).fault(key + " must have at least 1 entry, had 0");
      }
      return () -> LogFilter.anyOf(made(plans));
    }

    private static FilterPlan anyOfTexts(
        Section body, String key, java.util.function.Function<String, LogFilter> filter) {
      List<String> texts = body.values(key).stream().map(Value::nonBlank).toList();
      if (texts.isEmpty()) {
        throw body.at(key).fault(key + " must have at least 1 entry, had 0");
      }
      return () -> LogFilter.anyOf(texts.stream().map(filter).toArray(LogFilter[]::new));
    }

    private static FilterPlan equalities(
        Section body, String key, BiFunction<String, String, LogFilter> filter) {
      Section pairs = section(body, key);
      Map<String, String> wanted = new LinkedHashMap<>();
      pairs.keys().forEach(name -> wanted.put(name, pairs.required(name).text()));
      if (wanted.isEmpty()) {
        throw body.at(key).fault(key + " must have at least 1 entry, had 0");
      }
      return () ->
          LogFilter.allOf(
              wanted.entrySet().stream()
                  .map(e -> filter.apply(e.getKey(), e.getValue()))
                  .toArray(LogFilter[]::new));
    }

    private static Section section(Section body, String key) {
      Section section = body.section(key);
      if (section == null) {
        throw body.place().fault(key + " is missing");
      }
      return section;
    }
  }
}

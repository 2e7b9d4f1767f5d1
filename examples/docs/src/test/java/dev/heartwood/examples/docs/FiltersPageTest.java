package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.Loggers;
import dev.heartwood.filter.EqualityFilter;
import dev.heartwood.filter.EventKey;
import dev.heartwood.filter.FilteringHandler;
import dev.heartwood.filter.LevelFilter;
import dev.heartwood.filter.LogFilter;
import dev.heartwood.filter.LoggerNameFilter;
import dev.heartwood.filter.MarkerFilter;
import dev.heartwood.filter.RateLimitConfig;
import dev.heartwood.filter.RateLimitFilter;
import dev.heartwood.filter.RedactingHandler;
import dev.heartwood.filter.Redactor;
import dev.heartwood.filter.SamplingFilter;
import dev.heartwood.redaction.Detector;
import dev.heartwood.redaction.PatternRedactor;
import dev.heartwood.redaction.RedactionConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;

/** The sample of docs/filters.md. */
class FiltersPageTest {
  @Test
  void filters_and_redacts_on_the_way() {
    List<String> written = new ArrayList<>();
    LogHandler destination = (LogEvent event) -> written.add(event.message());

    LogFilter filter =
        LogFilter.allOf(
            LevelFilter.atLeast(Level.INFO),
            LogFilter.not(new LoggerNameFilter("com.shop.noisy")),
            LogFilter.anyOf(EqualityFilter.mdc("tenant", "acme"), new MarkerFilter("AUDIT")),
            SamplingFilter.perKey(0.25, EventKey.template()).alwaysFrom(Level.WARN),
            new RateLimitFilter(RateLimitConfig.DEFAULT.withRate(100).withKey(EventKey.level())));
    Redactor redactor =
        new PatternRedactor(
            RedactionConfig.DEFAULT
                .withSecretKey("taxNumber")
                .withDetector(Detector.pattern("customer", "\\bC-[0-9]{8}\\b").withMask("C-****")));
    LogHandler handler = new RedactingHandler(redactor, new FilteringHandler(filter, destination));

    Logger logger = Loggers.named("com.shop.orders").level(Level.DEBUG).handler(handler).build();
    logger.warn(MarkerFactory.getMarker("AUDIT"), "taxNumber={} of {}", 17, "C-12345678");
    logger.warn("neither tenant nor marker");
    logger.debug(MarkerFactory.getMarker("AUDIT"), "too low");

    assertThat(written).containsExactly("taxNumber=**** of C-****");
  }
}

package dev.heartwood.filter;

import dev.heartwood.Freeze;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Every text that an event consists of. */
final class EventTexts {
  private EventTexts() {}

  static boolean anyMatch(LogEvent event, Predicate<String> test) {
    if (test.test(event.message()) || test.test(event.template())) {
      return true;
    }
    for (Object argument : event.arguments()) {
      if (test.test(Freeze.render(argument))) {
        return true;
      }
    }
    for (KeyValue pair : event.keyValues()) {
      if (test.test(Freeze.render(pair.value()))) {
        return true;
      }
    }
    for (String value : event.mdc().values()) {
      if (test.test(value)) {
        return true;
      }
    }
    for (LogMarker marker : event.markers()) {
      if (matches(marker, test)) {
        return true;
      }
    }
    return matches(event.thrown(), test);
  }

  private static boolean matches(LogMarker marker, Predicate<String> test) {
    return test.test(marker.name())
        || marker.references().stream().anyMatch(reference -> matches(reference, test));
  }

  private static boolean matches(@Nullable ThrownData thrown, Predicate<String> test) {
    if (thrown == null) {
      return false;
    }
    String message = thrown.message();
    return message != null && test.test(message)
        || test.test(thrown.className())
        || matches(thrown.cause(), test)
        || thrown.suppressed().stream().anyMatch(suppressed -> matches(suppressed, test));
  }
}

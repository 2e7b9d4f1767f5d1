package dev.heartwood.config;

import dev.heartwood.redaction.Detector;
import dev.heartwood.redaction.RedactionConfig;
import java.util.ArrayList;
import java.util.List;

/** Reads what is masked, and how. */
final class RedactionReader {
  private RedactionReader() {}

  static RedactionConfig read(Section body) {
    RedactionConfig d = RedactionConfig.DEFAULT;
    return body.checked(
        () -> {
          RedactionConfig config =
              d.withDetectors(detectors(body))
                  .withMask(body.get("mask", Value::text, d.mask()))
                  .withMaxChars(body.get("maxChars", Value::integer, d.maxChars()))
                  .withMaxFinds(body.get("maxFinds", Value::integer, d.maxFinds()));
          for (Value key : body.values("secretKeys")) {
            config = config.withSecretKey(key.nonBlank());
          }
          return config;
        });
  }

  private static List<Detector> detectors(Section body) {
    List<Detector> detectors = new ArrayList<>();
    if (body.has("detectors")) {
      body.values("detectors").forEach(name -> detectors.add(builtIn(name)));
    } else {
      detectors.addAll(RedactionConfig.DEFAULT_DETECTORS);
    }
    Section patterns = body.section("patterns");
    if (patterns != null) {
      for (String name : patterns.keys()) {
        detectors.add(patterns.required(name).parsed(regex -> Detector.pattern(name, regex)));
      }
    }
    return detectors;
  }

  private static Detector builtIn(Value name) {
    List<String> known = new ArrayList<>();
    for (Detector each : RedactionConfig.DEFAULT_DETECTORS) {
      if (each.name().equals(name.text())) {
        return each;
      }
      known.add(each.name());
    }
    throw name.wrong("one of " + String.join(", ", known));
  }
}

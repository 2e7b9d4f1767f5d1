package dev.heartwood.service.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of this interface, for programs and for people. */
final class Reference {
  private Reference() {}

  static byte[] openApi() {
    return resource("openapi.yaml");
  }

  static byte[] style() {
    return resource("reference.css");
  }

  static byte[] html() {
    return ReferencePage.render(openApi());
  }

  private static byte[] resource(String name) {
    try (InputStream in = Reference.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.heartwood;

/** How a handler is named in reports: by its own text if it has one, else by its class. */
final class HandlerNames {
  private HandlerNames() {}

  static String of(LogHandler handler) {
    Class<?> type = handler.getClass();
    String text = Freeze.render(handler);
    if (!text.startsWith(type.getName() + "@")) {
      return text;
    }
    return type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
  }
}

package dev.heartwood;

/** How a handler is named in reports. */
final class HandlerNames {
  private HandlerNames() {}

  static String of(LogHandler handler) {
    String name = handler.getClass().getSimpleName();
    return name.isEmpty() ? handler.getClass().getName() : name;
  }
}

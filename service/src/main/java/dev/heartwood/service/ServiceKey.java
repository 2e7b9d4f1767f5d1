package dev.heartwood.service;

/** What has a newest entry: a key in a service. Written as one text in one way only. */
record ServiceKey(String service, String key) {
  private static final char END_OF_LENGTH = ':';

  /** Length of the service, service, key. */
  String text() {
    return Integer.toString(service.length()) + END_OF_LENGTH + service + key;
  }

  /**
   * @throws IllegalArgumentException if it is not what {@link #text} writes
   */
  static ServiceKey of(String text) {
    int start = text.indexOf(END_OF_LENGTH) + 1;
    try {
      int end = start + Integer.parseInt(text, 0, Math.max(0, start - 1), 10);
      return new ServiceKey(text.substring(start, end), text.substring(end));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("must be a service and a key, was " + text, e);
    }
  }
}

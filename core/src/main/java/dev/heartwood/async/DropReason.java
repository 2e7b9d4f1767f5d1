package dev.heartwood.async;

/** Why an event was refused. It never was in the ring. */
public enum DropReason {
  /** The ring was full and the event was not to wait, or others had just waited in vain. */
  FULL("ring full"),

  /**
   * The ring was full for the whole append timeout, or the disk that it lies on did not come to the
   * event in that time.
   */
  TIMEOUT("ring full for the whole append timeout"),

  /** The handler was closed. */
  CLOSED("handler closed"),

  /** Logged by code that was itself run by logging, too deep to go on. */
  RECURSION("logged while logging"),

  /** The event threw when it was read on the logging thread. */
  UNREADABLE("event could not be read"),

  /** With durability DISK: the disk refused it, being full or broken. */
  DISK("refused by the disk");

  private final String text;

  DropReason(String text) {
    this.text = text;
  }

  /** As it stands in a loss notice. */
  String text() {
    return text;
  }
}

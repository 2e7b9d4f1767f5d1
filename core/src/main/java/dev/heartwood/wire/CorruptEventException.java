package dev.heartwood.wire;

import java.io.IOException;

/** Bytes that are not an event in the form that {@link EventWriter} draws. */
public final class CorruptEventException extends IOException {
  private static final long serialVersionUID = 1;

  private final int offset;

  CorruptEventException(int offset, String reason) {
    super("corrupt event at byte " + offset + ": " + reason);
    this.offset = offset;
  }

  /** Where the fault was seen, counted from the first byte of the event. */
  public int offset() {
    return offset;
  }
}

package dev.heartwood.tool;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** A way through what a {@link Source} holds. One record is given at a time. */
interface Records extends Closeable {
  /** Moves to the next record that can be read. */
  boolean next() throws IOException;

  /** Its sequence in a journal, its position in a ring. */
  long position();

  /** What it was appended with; a ring keeps nothing of the kind. */
  OptionalLong epochNanos();

  /** Holds the payload until the next record is asked for. */
  byte[] buffer();

  int offset();

  int length();

  /** What cannot be read so far, one line for each place. */
  List<String> damage();

  /** What is missing for a good reason so far, one line for each. */
  List<String> notes();

  /** How far it is, in parts of {@link #toPass()}. */
  long passed();

  long toPass();
}

package dev.heartwood.journal;

import java.io.IOException;

/** A segment was written by a later version of this library; nothing was touched. */
public final class UnknownVersionException extends IOException {
  UnknownVersionException(int major, int minor) {
    super(
        "segment must be of version "
            + SegmentHeader.MAJOR
            + ", was "
            + major
            + "."
            + minor
            + ": open it with the version that wrote it");
  }
}

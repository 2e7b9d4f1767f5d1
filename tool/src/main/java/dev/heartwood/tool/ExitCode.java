package dev.heartwood.tool;

/** What a command ends with. */
final class ExitCode {
  /** All is well. */
  static final int SOUND = 0;

  /** Something of what should be there cannot be read. */
  static final int DAMAGED = 1;

  /** The command did not do what it was asked to: wrong usage, nothing there, no access. */
  static final int FAILED = 2;

  private ExitCode() {}
}

package dev.heartwood.service.cli;

/** What a command ends with. */
final class ExitCode {
  /** It did what it was asked to. */
  static final int DONE = 0;

  /** What it looked at is not as it should be: damage, or an answer that broke off. */
  static final int NOT_WHOLE = 1;

  /** It could not do what it was asked to: wrong usage, no access, nobody there. */
  static final int FAILED = 2;

  private ExitCode() {}
}

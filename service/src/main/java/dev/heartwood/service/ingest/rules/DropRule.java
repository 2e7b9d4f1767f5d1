package dev.heartwood.service.ingest.rules;

/** Leaves out what meets a condition, or what does not. */
record DropRule(String name, Test test, boolean dropMatching) implements Rule {
  @Override
  public Verdict apply(Subject subject) {
    return test.test(subject) == dropMatching
        ? new Verdict.Drop(name)
        : new Verdict.Pass(subject.content());
  }
}

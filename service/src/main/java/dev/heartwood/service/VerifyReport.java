package dev.heartwood.service;

import java.util.List;

/**
 * What reading all that is kept has shown.
 *
 * @param requests records of the journal that were read
 * @param entries in them
 * @param indexed entries that the index holds
 * @param problems for people; empty if all is well
 */
public record VerifyReport(long requests, long entries, long indexed, List<String> problems) {
  public VerifyReport {
    problems = List.copyOf(problems);
  }

  public boolean isGood() {
    return problems.isEmpty();
  }
}

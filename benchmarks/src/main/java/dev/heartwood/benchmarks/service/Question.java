package dev.heartwood.benchmarks.service;

/** What a dashboard, or somebody with an incident, asks. */
enum Question {
  NEWEST("level and service, newest 100"),
  CORRELATION("correlation id"),
  ID("id"),
  WORD("rare word"),
  SUBSTRING("rare substring"),
  HISTOGRAM("histogram of a day");

  final String title;

  Question(String title) {
    this.title = title;
  }
}

package dev.heartwood.benchmarks.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How one server that speaks HTTP is started, filled and asked. Its methods keep no state. */
interface Dialect {
  String label();

  /** Starts the server, which keeps everything below the directory. */
  List<String> command(Path directory, int port) throws IOException;

  /** Answers with 200 once the server takes entries. */
  String readyTarget();

  /** Prepares an empty server for entries. */
  void prepare(HttpConnection connection) throws IOException;

  /** An entry within a batch. */
  Bodies.Format batched();

  /**
   * @param number of the batch, so that sending it again does not double its entries
   */
  byte[] batchHead(long number, Bodies.Part part);

  /** Whether all of the batch is kept; one that is not is sent again. */
  boolean isAccepted(HttpAnswer answer, Bodies.Part part);

  /** The id of some entry of an accepted batch. */
  String id(HttpAnswer answer, Bodies.Part part);

  byte[] singleHead(int length);

  byte[] request(Ask ask);

  /** How many entries an answer is about. */
  long found(Ask ask, HttpAnswer answer);

  /** How many entries a question for all of them finds. */
  long count(HttpConnection connection) throws IOException;

  Backlog backlog(HttpConnection connection) throws IOException;

  /** Brings what is kept into the form in which it stays. */
  void settle(HttpConnection connection) throws IOException;

  /** How long the server may wait before it does that by itself. */
  Duration settlesWithin();
}

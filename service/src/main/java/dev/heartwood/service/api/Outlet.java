package dev.heartwood.service.api;

import java.util.concurrent.CompletableFuture;

/**
 * The way to the client of a stream.
 *
 * <p><b>Threads:</b> one sends. <b>Memory:</b> at most what is sent at once is held for a client
 * that does not read.
 */
interface Outlet {
  /**
   * Sends, and waits until the client has taken it; cuts off one that takes too long.
   *
   * @return false if the client is gone, or was cut off
   */
  boolean send(byte[] bytes) throws InterruptedException;

  /** Ends the stream in good order. */
  void close();

  /** Completes when the client is gone, or the stream has ended. */
  CompletableFuture<Void> gone();
}

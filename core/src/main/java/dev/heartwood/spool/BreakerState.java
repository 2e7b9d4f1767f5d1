package dev.heartwood.spool;

/** Whether a spool delivers, as a circuit breaker. */
public enum BreakerState {
  /** Batches are delivered as they come, after a pause if the last one failed. */
  CLOSED,
  /** Several in a row failed: nothing is tried for a while. */
  OPEN,
  /** The batch that failed is tried once more: if it fails again the breaker opens again. */
  HALF_OPEN
}

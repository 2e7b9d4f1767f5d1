package dev.heartwood.service.ingest;

/** What the ids of entries look like. */
public enum IdStrategy {
  /** {@code <epochMillis>-<machine>-<sequence>}: short, in the order of their making. */
  SNOWFLAKE,

  /** UUIDs of version 7: in the order of time, unique without a machine number. */
  UUID7
}

package dev.heartwood.service.api;

/** What a route is for, and so what an API key must allow. */
public enum Scope {
  /** For everybody, also without a key: health and the description of the interface. */
  PUBLIC,
  INGEST,
  QUERY,
  ADMIN
}

package dev.heartwood.ring;

/** What others have made of a ring's file while it was in use, from harmless to worst. */
public enum External {
  /** Nothing. */
  SAME,

  /** It has another name or none, or another file has its name: what is in it is lost with us. */
  GONE,

  /** It was shortened, or something else was written to it: what was in it may be lost. */
  CUT
}

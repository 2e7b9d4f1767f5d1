package dev.heartwood.appenders;

/** How a rolled file is packed, as the end of its {@link FileNamePattern} says. */
public enum Compression {
  NONE(""),
  GZIP(".gz"),
  ZIP(".zip");

  private final String suffix;

  Compression(String suffix) {
    this.suffix = suffix;
  }

  /** How the names of such files end. */
  public String suffix() {
    return suffix;
  }

  static Compression of(String name) {
    return name.endsWith(GZIP.suffix) ? GZIP : name.endsWith(ZIP.suffix) ? ZIP : NONE;
  }
}

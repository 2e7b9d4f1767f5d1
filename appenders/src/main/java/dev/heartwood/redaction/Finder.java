package dev.heartwood.redaction;

/**
 * Finds the secrets of one kind in a text.
 *
 * <p><b>Threads:</b> any thread asks. It should take time linear in the text. One that throws does
 * not let the text through: it is masked as a whole and counted.
 */
@FunctionalInterface
public interface Finder {
  void find(String text, Found found);

  /** Takes what was found. */
  @FunctionalInterface
  interface Found {
    /** The characters from {@code start} on, up to and without {@code end}, are a secret. */
    void add(int start, int end);
  }
}

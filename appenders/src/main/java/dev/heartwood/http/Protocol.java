package dev.heartwood.http;

/**
 * How a server says what became of a batch.
 *
 * <p><b>Threads:</b> any.
 */
interface Protocol {
  /** The status says all. */
  Protocol STATUS =
      new Protocol() {
        @Override
        public boolean readsBody() {
          return false;
        }

        @Override
        public Reading read(Answer answer, int events) {
          return Reading.of(answer.verdict());
        }
      };

  /** Whether all of an answer is wanted; else what is kept of it is for people. */
  boolean readsBody();

  /**
   * @param events how many were sent
   */
  Reading read(Answer answer, int events);
}

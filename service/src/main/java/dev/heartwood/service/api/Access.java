package dev.heartwood.service.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may call what. It is asked for every request before its body is read.
 *
 * <p><b>Threads:</b> any, event loops among them: it must not wait for anything.
 */
public interface Access {
  /** Lets everybody do everything; for a service that only its own machine reaches. */
  Access OPEN =
      new Access() {
        @Override
        public Decision decide(Scope scope, @Nullable String key, @Nullable String address) {
          return new Admitted(Caller.ANYBODY);
        }

        @Override
        public boolean isOpen() {
          return true;
        }
      };

  /** What comes of asking. */
  sealed interface Decision {}

  record Admitted(Caller caller) implements Decision {
    public Admitted {
      Objects.requireNonNull(caller, "caller");
    }
  }

  /** There is no key, or none that is valid; deliberately without a reason. */
  record Unauthenticated() implements Decision {}

  /** The key is valid, but not for this. */
  record Forbidden() implements Decision {}

  /**
   * @param scope of the route; never {@link Scope#PUBLIC}
   * @param key from {@code Authorization: Bearer} or {@code X-API-Key}; null if there is none
   * @param address of the client
   */
  Decision decide(Scope scope, @Nullable String key, @Nullable String address);

  /** Whether no key is needed at the moment. */
  boolean isOpen();
}

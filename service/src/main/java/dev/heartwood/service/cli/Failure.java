package dev.heartwood.service.cli;

import dev.heartwood.disk.LockedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Says in one line why something did not work. */
final class Failure {
  private Failure() {}

  static String explain(Throwable e) {
    if (e instanceof AccessDeniedException denied) {
      return "[" + denied.getFile() + "] must be accessible, was not: permission denied";
    }
    if (e instanceof NoSuchFileException missing) {
      return "[" + missing.getFile() + "] must exist, did not";
    }
    if (e instanceof FileAlreadyExistsException there) {
      return "[" + there.getFile() + "] must not exist yet, did";
    }
    if (e instanceof LockedException) {
      return Objects.toString(e.getMessage()) + "; one process at a time may use it";
    }
    if (e instanceof ConnectException) {
      return "nobody answers" + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }
    if (e instanceof HttpTimeoutException) {
      return "nobody answers in time";
    }
    String message = e.getMessage();
    boolean plain = e instanceof IOException || e instanceof IllegalArgumentException;
    return plain && message != null ? message : e.toString();
  }
}

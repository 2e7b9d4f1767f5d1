package dev.heartwood.tool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Says in one line why something did not work. */
final class Failure {
  private Failure() {}

  static String explain(Exception e) {
    if (e instanceof AccessDeniedException denied) {
      return "[" + denied.getFile() + "] must be readable, was not: permission denied";
    }
    if (e instanceof NoSuchFileException missing) {
      return "[" + missing.getFile() + "] must exist, did not";
    }
    if (e instanceof FileAlreadyExistsException there) {
      return "[" + there.getFile() + "] must not exist yet, did";
    }
    String message = e.getMessage();
    boolean plain = e instanceof IOException || e instanceof IllegalArgumentException;
    return plain && message != null ? message : e.toString();
  }
}

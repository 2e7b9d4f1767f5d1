package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.query.Field;
import java.io.IOException;

/** A field has more different values than are counted at once: ask for less. */
public final class TooManyValuesException extends IOException {
  private static final long serialVersionUID = 1;

  TooManyValuesException(Field field, int most) {
    super(
        field.name()
            + " must have at most "
            + most
            + " different values to be counted, had more: ask for a shorter time, or fewer entries");
  }
}
